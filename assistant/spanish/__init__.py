"""What Relevo knows of written Spanish: words, sentences, numbers, dates and legal references."""

from assistant.spanish.dates import dates, parse_date, without_dates, write_date
from assistant.spanish.language import is_spanish
from assistant.spanish.numbers import numbers, parse_number, rounded, write_number
from assistant.spanish.references import LegalReference, Norm, norms, references, without_references
from assistant.spanish.shape import Shape, shape_of
from assistant.spanish.spelling import Speller, is_spanish_word
from assistant.spanish.text import (
    Span,
    content_stems,
    content_words,
    fold,
    is_list_item,
    is_question,
    sentences,
    stem,
    stems_and_pairs,
    words,
)

__all__ = [
    "LegalReference", "Norm", "Shape", "Span", "Speller", "content_stems", "content_words", "dates", "fold", "is_list_item",
    "is_question", "is_spanish", "is_spanish_word",
    "norms", "numbers", "parse_date", "parse_number", "references", "rounded", "sentences",
    "shape_of", "stem", "stems_and_pairs", "without_dates", "without_references", "words", "write_date", "write_number",
]  # fmt: skip
