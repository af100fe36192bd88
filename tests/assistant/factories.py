"""Small passages for tests."""

from __future__ import annotations

from assistant.types import DocumentRecord, Passage, PassageKind, ScoredPassage

LAW = DocumentRecord(
    id="ley-951-2005", title="Ley 951 de 2005", issuer="Relevo", norm="Ley 951 de 2005", collection="normas"
)
TERM = "El saliente tiene quince (15) días hábiles para rendir el informe (Ley 951 de 2005, artículo 4)."


def passage(text: str = TERM, identifier: str = "ley-951-2005#0001", **fields: object) -> Passage:
    """A passage of a law's digest."""
    known: dict[str, object] = {
        "document": LAW,
        "section": "Artículo 4. ¿Qué plazo hay?",
        "norm": LAW.norm,
        "article": "4",
    }
    return Passage(id=identifier, text=text, **(known | fields))  # type: ignore[arg-type]


def listing(text: str, **fields: object) -> Passage:
    return passage(text, kind=PassageKind.LIST, **fields)


def found(*passages: Passage) -> list[ScoredPassage]:
    return [ScoredPassage(item, score=1.0 - place / 10, dense=0.5) for place, item in enumerate(passages)]
