"""Norms and articles as people write them: "Ley 152 de 1994, artículo 39", "art 39 ley 152/94", "artículos 9 y 11"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.spanish.text import fold

_KIND = (
    r"ley(?:es)?|decreto[\s-]+ley|decreto legislativo|decreto|acto legislativo|resolucion organica|resolucion|directiva|"
    r"circular|conpes|concepto|sentencia|acuerdo|ordenanza"
)
_NORM = re.compile(
    rf"\b(?P<kind>{_KIND})\s+(?:numero\s+|no?\.?\s*[°º]?\s*)?(?P<number>\d{{1,3}}(?:\.\d{{3}})+|\d+)"
    r"(?:(?:\s*(?:de|del|/|-)\s*(?:\d{1,2}\s+de\s+[a-z]+\s+de\s+)?(?P<year>(?:19|20)\d\d|\d\d)"
    r"|\s+(?P<bare_year>(?:19|20)\d\d))(?!\d))?"
)
_ONE_ARTICLE = r"(?:\d+(?:\.\d+)+|\d+[°º]?[a-z]?(?![a-z])(?:-\d+)?)"
_ARTICLES = re.compile(
    rf"\b(?:articulos?|arts?\.?)\s+(?:no?\.?\s*)?"
    rf"(?P<list>{_ONE_ARTICLE}(?:\s*(?:,|\by\b|\bal?\b)\s*{_ONE_ARTICLE})*)"
)
_JOIN = re.compile(
    r"[\s,]*(?:\(?(?:numeral|inciso|paragrafo|literal|par|num|lit)[^,;()]*,?\s*)?(?:de\s+la|del|de|,)?\s*"
)


@dataclass(frozen=True, slots=True)
class Norm:
    """A law, decree or the like. ``year`` is None when the text leaves it out ("la Ley 951")."""

    kind: str
    number: str
    year: int | None = None

    @property
    def name(self) -> str:
        """As Relevo writes it: "Ley 951 de 2005"."""
        label = self.kind[0].upper() + self.kind[1:].replace("organica", "orgánica").replace("resolucion", "resolución")
        label = label.replace("Resolucion", "Resolución")
        return f"{label} {self.number} de {self.year}" if self.year else f"{label} {self.number}"

    def same_as(self, other: Norm) -> bool:
        """Whether both may be the same norm; a missing year agrees with any."""
        years_agree = self.year is None or other.year is None or self.year == other.year
        return self.kind == other.kind and self.number == other.number and years_agree


@dataclass(frozen=True, slots=True)
class LegalReference:
    """An article of a norm as a text cites it. Either half may be missing; ``start`` is where it stands."""

    norm: Norm | None
    article: str | None
    start: int


def norms(text: str) -> list[Norm]:
    """Every norm a text names, in order, repeated ones once."""
    return list(dict.fromkeys(norm for norm, _, _ in _norm_spans(fold(text))))


def references(text: str) -> list[LegalReference]:
    """Every article cited, each with its norm, and every norm cited without an article.

    An article belongs to the norm right after it ("artículo 39 de la Ley 152"), else to the last one named before it in
    the text ("Ley 951 de 2005, artículos 9 y 11").
    """
    folded = fold(text)
    named = _norm_spans(folded)
    found: list[LegalReference] = []
    with_article: set[int] = set()
    for match in _ARTICLES.finditer(folded):
        place = _norm_of(folded, match, named)
        if place is not None:
            with_article.add(place)
        norm = named[place][0] if place is not None else None
        found.extend(LegalReference(norm, article, match.start()) for article in _expand(match["list"]))
    for place, (norm, start, _) in enumerate(named):
        if place not in with_article:
            found.append(LegalReference(norm, None, start))
    return sorted(found, key=lambda reference: reference.start)


def without_references(text: str) -> str:
    """A text, folded, without the norms and articles that it cites: what is left holds its other numbers."""
    return _NORM.sub(" ", _ARTICLES.sub(" ", fold(text)))


def _norm_of(folded: str, article: re.Match[str], named: list[tuple[Norm, int, int]]) -> int | None:
    """The place in ``named`` of the norm an article match belongs to."""
    for place, (_, start, _) in enumerate(named):
        if start >= article.end() and _JOIN.fullmatch(folded, article.end(), start):
            return place
    before = [place for place, (_, _, end) in enumerate(named) if end <= article.start()]
    return before[-1] if before else None


def _norm_spans(folded: str) -> list[tuple[Norm, int, int]]:
    spans = []
    for match in _NORM.finditer(folded):
        kind = re.sub(r"[\s-]+", " ", match["kind"]).replace("leyes", "ley")
        year = _year(match["year"] or match["bare_year"])
        spans.append((Norm(kind, match["number"].replace(".", ""), year), match.start(), match.end()))
    return spans


def _year(written: str | None) -> int | None:
    if written is None:
        return None
    year = int(written)
    if year >= 100:
        return year
    return 1900 + year if year > 50 else 2000 + year


def _expand(listed: str) -> list[str]:
    """The articles of "9, 11 y 13" or of the range "1 a 3" (ranges of up to fifty)."""
    pieces = re.split(r"\s*(,|\by\b|\bal?\b)\s*", listed)
    articles: list[str] = []
    joiner = ","
    for piece in pieces:
        token = re.sub(r"[\s°º]", "", piece)
        if not token or not token[0].isdigit():
            joiner = token or joiner
            continue
        if joiner in {"a", "al"} and articles and articles[-1].isdigit() and token.isdigit():
            first, last = int(articles[-1]), int(token)
            articles.extend(str(number) for number in range(first + 1, min(last, first + 50) + 1))
        else:
            articles.append(token.upper() if token[-1].isalpha() else token)
        joiner = ","
    return list(dict.fromkeys(articles))
