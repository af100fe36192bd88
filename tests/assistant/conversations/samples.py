"""Answers as the assistant gives them."""

from __future__ import annotations

import datetime as dt

from assistant import Answer, Citation, Statement
from assistant.types import Figure, Kind, Step

TERM = "¿Qué plazo hay para el acta?"


def citation(number: int = 1, **fields: object) -> Citation:
    known: dict[str, object] = {
        "id": number, "passage_id": "ley-951-2005#0001", "document_id": "ley-951-2005", "title": "Ley 951 de 2005",
        "issuer": "Relevo", "source": "", "date": dt.date(2005, 3, 31), "section": "Artículo 4", "norm": "Ley 951 de 2005",
        "article": "4", "page_label": None, "page_index": None, "quote": "Quince (15) días hábiles.",
        "url": "https://example.gov.co/ley?id=951&x=1", "in_force": True, "official": False,
    }  # fmt: skip
    return Citation(**(known | fields))  # type: ignore[arg-type]


def answer(question: str = TERM, text: str = "Quince (15) días hábiles. [1]", **fields: object) -> Answer:
    """An answer in which every field holds something."""
    known: dict[str, object] = {
        "question": question, "kind": Kind.GUIDANCE, "text": text, "refused": False,
        "statements": (Statement("Quince (15) días hábiles.", (1,)),), "citations": (citation(),),
        "figures": (Figure("Población", 35_000.0, "personas", 2018, "DANE", "05756"),), "suggestions": ("¿Y si no?",),
        "fingerprint": "abc123", "timings_ms": {"total": 12.5}, "trace": (Step("understanding", "plazo"),),
        "standalone": "¿Qué plazo hay para el acta de informe de gestión?",
    }  # fmt: skip
    return Answer(**(known | fields))  # type: ignore[arg-type]


REFUSED = Answer("¿Capital de Francia?", Kind.GUIDANCE, "La guía no lo dice.", refused=True, fingerprint="abc123")
