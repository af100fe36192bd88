"""An answer as a terminal shows it."""

from __future__ import annotations

from rich.markup import escape

from assistant import Answer, Citation
from assistant.types import GUIDANCE_ISSUER
from ui.cli import texts
from ui.cli.console import out


def show(answer: Answer) -> None:
    """The answer with its numbered citations, as plain text."""
    out.print(f"\n{escape(answer.text)}\n")
    if answer.citations:
        out.print(f"[bold]{texts.SOURCES}[/bold]")
        for citation in answer.citations:
            out.print(f"  [{citation.id}] {source_line(citation)}", markup=False)
    for note in answer.notes:
        out.print(f"\n{texts.NOTE.format(text=note)}", markup=False)
    if answer.suggestions and not answer.refused:
        out.print(f"\n[bold]{texts.SEE_ALSO}[/bold]")
        for suggestion in answer.suggestions:
            out.print(f"  - {suggestion}", markup=False)


def source_line(citation: Citation) -> str:
    """A citation in one line: the norm, the document and whose words they are, the page, the address."""
    whose = citation.issuer if citation.official or citation.issuer != GUIDANCE_ISSUER else texts.DIGEST
    page = f"p. {citation.page_label}" if citation.page_label else ""
    parts = [
        citation.reference,
        citation.title if citation.title != citation.reference else "",
        whose,
        page,
        citation.url or "",
    ]
    return " · ".join(part for part in parts if part)
