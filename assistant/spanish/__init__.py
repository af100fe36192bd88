"""What Relevo knows of written Spanish: words, sentences, numbers, dates and legal references."""

from assistant.spanish.dates import dates, parse_date, write_date
from assistant.spanish.numbers import numbers, parse_number
from assistant.spanish.references import LegalReference, Norm, norms, references
from assistant.spanish.text import Span, content_stems, content_words, fold, is_list_item, sentences, stem, words

__all__ = [
    "LegalReference", "Norm", "Span", "content_stems", "content_words", "dates", "fold", "is_list_item", "norms", "numbers",
    "parse_date", "parse_number", "references", "sentences", "stem", "words", "write_date",
]  # fmt: skip
