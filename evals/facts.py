"""Checks the bundled guidance against the laws it digests, against the calendar and against its own form.

    python -m evals.facts            # prints what is wrong; ends with 1 when anything is
    python -m evals.facts --report   # writes docs/corpus.md

The laws are not shipped: where their folder is missing, only the comparison with them is left out.
"""

from __future__ import annotations

import argparse
import sys
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console

from assistant.errors import UnreadableDocumentError
from evals.comparison import LawCount, Tally, compare
from evals.deadlines import Calendar, check_dates
from evals.guidance import Finding, Statement, guidance_files, read_statements
from evals.guidance_form import check_form, check_wording
from evals.statutes import Statutes

REPOSITORY = Path(__file__).resolve().parent.parent
CORPUS = REPOSITORY / "corpus"
LAWS = REPOSITORY.parent / "shared" / "data" / "leyes"
ALLOWED = Path(__file__).with_name("facts_allowed.toml")
PAGE = REPOSITORY / "docs" / "corpus.md"

_ANYWHERE = "*"
_TOPICS = {
    "guia-empalme": "el empalme: quién, qué, cuándo y qué hacer cuando algo sale mal",
    "kpt": "el Kit de Planeación Territorial y el plan de desarrollo, paso a paso",
    "normas": "las normas que más usa una alcaldía, artículo por artículo",
    "pnd-2018-2022": "el Plan Nacional de Desarrollo 2018-2022 y lo que la Ley 1955 de 2019 pide a los municipios",
}


@dataclass(frozen=True, slots=True)
class Allowance:
    """A finding that a person looked at and accepted: in which document ("*" is any), in what words, and why."""

    document: str
    fragment: str
    detail: str
    reason: str

    def covers(self, finding: Finding) -> bool:
        """Whether it speaks of this finding."""
        in_place = self.document in {_ANYWHERE, finding.document} and self.fragment in finding.sentence
        return in_place and self.detail == finding.detail


@dataclass(frozen=True, slots=True)
class CollectionCount:
    """What one collection holds; a statement is a sentence or a table row."""

    name: str
    documents: int
    sections: int
    statements: int


@dataclass(frozen=True, slots=True)
class Report:
    """What was found, what was accepted, and how much was looked at."""

    findings: tuple[Finding, ...]
    allowed: tuple[Allowance, ...]
    collections: tuple[CollectionCount, ...]
    laws: tuple[LawCount, ...]
    calculated: int


def check(corpus: Path = CORPUS, laws: Path | None = LAWS, allowed: Path = ALLOWED) -> Report:
    """Check a corpus folder.

    Args:
        corpus: the folder with manifest.toml and the collections.
        laws: the folder of laws in Markdown; None, or a folder that is not there, leaves the comparison with them out.
        allowed: the findings that are accepted.

    Raises:
        ValueError: the table of accepted findings or that of terms is malformed.
    """
    findings = check_form(corpus)
    read, unreadable = _read(corpus)
    statements = [statement for stated in read.values() for statement in stated]
    calendar = Calendar.load()
    for statement in statements:
        findings.extend(check_wording(statement))
        findings.extend(statement.finding("fecha", wrong) for wrong in check_dates(statement, calendar))
    tally = Tally()
    statutes = Statutes.load(laws) if laws is not None and laws.is_dir() else None
    if statutes is not None:
        findings.extend(found for statement in statements for found in compare(statement, statutes, tally))
    kept, used = _sift([*unreadable, *findings], load_allowances(allowed), complete=statutes is not None)
    calculated = sum(statement.calculated for statement in statements)
    return Report(tuple(kept), tuple(used), _collections(read), tally.laws(), calculated)


def load_allowances(path: Path) -> list[Allowance]:
    """Read the accepted findings.

    Raises:
        ValueError: one has no reason, or lacks a key.
    """
    entries = tomllib.loads(path.read_text(encoding="utf-8")).get("allowed", []) if path.is_file() else []
    keys = {"document", "fragment", "detail", "reason"}
    for entry in entries:
        if entry.keys() != keys or not all(str(entry[key]).strip() for key in keys):
            raise ValueError(f"a una excepción le falta algo: {entry}")
    return [Allowance(**entry) for entry in entries]


def _read(corpus: Path) -> tuple[dict[Path, list[Statement]], list[Finding]]:
    read: dict[Path, list[Statement]] = {}
    unreadable = []
    for path in guidance_files(corpus):
        try:
            read[path] = read_statements(path)
        except UnreadableDocumentError as error:
            unreadable.append(Finding(path.stem, "", "", "lectura", str(error)))
    return read, unreadable


def _sift(
    findings: Sequence[Finding], allowances: Sequence[Allowance], *, complete: bool
) -> tuple[list[Finding], list[Allowance]]:
    """Findings that nobody accepted, and the allowances in use; one that accepts nothing any more is a finding too."""
    used = [each for each in allowances if any(each.covers(finding) for finding in findings)]
    kept = [finding for finding in findings if not any(each.covers(finding) for each in used)]
    if complete:
        idle = [each for each in allowances if each not in used]
        kept.extend(Finding(each.document, "", each.fragment, "excepción sin uso", each.detail) for each in idle)
    return kept, used


def _collections(read: dict[Path, list[Statement]]) -> tuple[CollectionCount, ...]:
    counts = []
    for name in sorted({path.parent.name for path in read}):
        documents = [stated for path, stated in read.items() if path.parent.name == name]
        sections = sum(len({statement.section for statement in stated}) for stated in documents)
        counts.append(CollectionCount(name, len(documents), sections, sum(map(len, documents))))
    return tuple(counts)


def page(report: Report) -> str:
    """The documentation page about the corpus, in Spanish."""
    sums = (_sum(report.collections, key) for key in ("documents", "sections", "statements"))
    collections = [(c.name, _TOPICS.get(c.name, ""), c.documents, c.sections, c.statements) for c in report.collections]
    totals = (_sum(report.laws, key) for key in ("sentences", "references", "numbers"))
    laws = [(law.norm.name, law.documents, law.sentences, law.references, law.numbers) for law in report.laws]
    allowed = [f"- `{each.document}`, «{each.fragment}» ({each.detail}): {each.reason}" for each in report.allowed]
    return _TEXT.format(
        collections=_table([*collections, ("Total", "", *sums)]),
        laws=_table([*laws, ("Total", "", *totals)]),
        calculated=_digits(report.calculated),
        allowed="\n".join(allowed) or "Ninguna.",
    )


_TEXT = """# Qué contiene la guía y cómo se comprueba

<!-- Lo escribe `python -m evals.facts --report`: no lo edite a mano. -->

La guía que acompaña a Relevo está escrita con palabras propias: resume normas y orientaciones oficiales y cita, frase por
frase, de dónde sale cada cosa. No incluye los textos oficiales. Las reglas con que se escribe están en
[`corpus/README.md`](../corpus/README.md).

## Qué contiene

| Colección | De qué trata | Documentos | Secciones | Frases y filas |
|---|---|---:|---:|---:|
{collections}

## Qué se comprueba

Un programa lee toda la guía y la compara con las leyes, con el calendario y consigo misma:

- **Los artículos existen.** Cada artículo citado está en la ley, con texto vigente; si solo queda el texto anterior, la frase
  tiene que decirlo.
- **Los números son los del artículo.** Cada cifra de una frase, en dígitos o en letras, y cada fecha están en el artículo que
  la frase cita.
- **Las fechas calculadas se recalculan** desde la regla, con los festivos de Colombia: {calculated} frases y filas. También
  los días de la semana.
- **Nada está copiado.** Ninguna frase repite doce palabras seguidas de una ley.
- **La forma es la acordada.** Encabezado completo, identificadores únicos, notas de vigencia legibles, títulos sin repetir,
  tablas parejas, enlaces que abren, los mismos archivos en la carpeta y en el manifiesto, y solo marcas V (leído en la
  fuente) o P (visto en parte).

Lo que se apoya en normas cuyo texto no está entre las que se comparan se revisa solo en su forma.

## Cuánto se comparó con cada ley

| Norma | Documentos que la citan | Frases | Artículos citados | Números comparados |
|---|---:|---:|---:|---:|
{laws}

## Excepciones aceptadas

Cada una la miró una persona; una excepción que ya no haga falta es un error.

{allowed}

## Cómo se ejecuta

```console
python -m evals.facts            # muestra lo que esté mal; termina en 1 si hay algo
python -m evals.facts --report   # vuelve a escribir esta página
```

Las leyes no se distribuyen con Relevo: se buscan en `../shared/data/leyes`, en Markdown. Donde no están, se hacen las demás
comprobaciones. Los plazos están en `evals/calendar.toml` y las excepciones en `evals/facts_allowed.toml`.
"""


def _table(rows: Iterable[Sequence[str | int]]) -> str:
    return "\n".join(
        "| " + " | ".join(_digits(cell) if isinstance(cell, int) else cell for cell in row) + " |" for row in rows
    )


def _digits(number: int) -> str:
    return f"{number:,}".replace(",", ".")


def _sum(counts: Iterable[CollectionCount | LawCount], key: str) -> int:
    return sum(asdict(count)[key] for count in counts)


def main(arguments: Sequence[str] | None = None) -> int:
    """Check the bundled guidance; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m evals.facts", description="Comprueba la guía incluida.")
    parser.add_argument("--report", action="store_true", help=f"escribe {PAGE.relative_to(REPOSITORY)}")
    chosen = parser.parse_args(arguments)
    console = Console(soft_wrap=True, highlight=False, markup=False)
    if not LAWS.is_dir():
        console.print(f"No están las leyes ({LAWS}): se comprueba lo demás.")
    report = check()
    for finding in report.findings:
        console.print(f"{finding}\n")
    console.print(f"{len(report.findings)} hallazgos, {len(report.allowed)} excepciones aceptadas.")
    if chosen.report and LAWS.is_dir():
        PAGE.write_text(page(report), encoding="utf-8")
        console.print(f"Escrito: {PAGE.relative_to(REPOSITORY)}")
    return 1 if report.findings else 0


if __name__ == "__main__":
    sys.exit(main())
