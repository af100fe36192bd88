"""The bundled guidance as a checker sees it: statements with their sources, and the form that corpus/README.md asks for."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from assistant.errors import UnreadableDocumentError
from assistant.spanish import LegalReference, fold, references, sentences
from ingest.documents import Block, BlockKind, ParsedDocument
from ingest.readers import read_document

REQUIRED = ("id", "title", "issuer", "source", "date", "valid_from", "valid_to", "replaced_by", "url", "mark")
OPTIONAL = ("norm",)
DATES = ("date", "valid_from", "valid_to")
MARKS = ("V", "P")
NOTE_KEYS = ("mark", "valid_from", "valid_to", "replaced_by")

_COMMENT = re.compile(r"<!--(.*?)-->", re.DOTALL)
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_HEADING = re.compile(r"(#{1,6})\s+(.*)")
_SEPARATOR = re.compile(r"\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?")
# What belongs to another body of rules than the norm named before it.
_ELSEWHERE = re.compile(
    r"\b(?:articulos?|arts?\.?)\s+\d[^();:]{0,40}?\s+(?:de\s+la\s+constitucion|del\s+(?:codigo|estatuto|reglamento|acuerdo))\b"
    r"|\b(?:constitucion|codigo|estatuto)\b[^();:.]{0,60}?\barticulos?\s+\d+(?:(?:,|\s+y|\s+a)\s+\d+)*"
)
_FORMER = re.compile(
    r"\b(?:texto|redaccion|version|regla|ley|norma)s?\s+(?:anterior(?:es)?|original(?:es)?|inicial(?:es)?|derogad[ao]s?)\b|"
    r"\b(?:derog|inexequible|regia|rigio|antes\s+(?:de\s+|decia|pedia|eran?\b)|decia|en\s+su\s+origen|originalmente|hasta\s+(?:el\s+[\w\s]{0,20})?(?:19|20)\d\d)"
)
_CALCULATED = re.compile(r"\bcalculad[oa]s?\b")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong with the guidance: where it stands, the rule that it breaks, and what breaks it."""

    document: str
    section: str
    sentence: str
    rule: str
    detail: str

    def __str__(self) -> str:
        return f"{self.document} › {self.section}\n  {self.rule}: {self.detail}\n  «{self.sentence}»"


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence, or a table row, and the articles and norms that it rests on.

    ``references`` are its own or, where it has none, those of the lead-in of its list or table. ``items`` counts the list
    items it leads in. ``former`` says that it tells a rule no longer in force, ``calculated`` that its dates are computed;
    ``section_text`` is everything its section says.
    """

    document: str
    section: str
    text: str
    references: tuple[LegalReference, ...] = ()
    former: bool = False
    calculated: bool = False
    items: int = 0
    section_text: str = ""


def guidance_files(corpus: Path) -> list[Path]:
    """Every document of guidance; the model's own notes are none."""
    return sorted(path for path in corpus.glob("*/*.md") if path.name != "README.md")


def cited(text: str) -> tuple[LegalReference, ...]:
    """The norms and articles that a text rests on, those of the Constitution and of codes left out."""
    folded = fold(text)
    return tuple(references(_ELSEWHERE.sub(lambda match: " " * len(match.group()), folded)))


def statements(path: Path) -> list[Statement]:
    """Every sentence and table row of a document, in order.

    Raises:
        UnreadableDocumentError: the document cannot be read.
    """
    document = read_document(path)
    found: list[Statement] = []
    for section, blocks in _sections(document):
        text = "\n".join(block.text for block in [*blocks])
        found.extend(
            replace(each, document=path.stem, section=section, section_text=f"{section}\n{text}") for each in _section(blocks)
        )
    return found


def _sections(document: ParsedDocument) -> Iterator[tuple[str, list[Block]]]:
    section, blocks = "", list[Block]()
    for block in document.blocks:
        if block.kind is BlockKind.HEADING:
            yield section, blocks
            section, blocks = block.text, []
        else:
            blocks.append(block)
    yield section, blocks


def _section(blocks: list[Block]) -> Iterator[Statement]:
    lead = Statement("", "", "")
    for place, block in enumerate(blocks):
        row = block.kind is BlockKind.TABLE_ROW
        pieces = [block.text] if row else [span.text for span in sentences(block.text)]
        former = block.note is not None and (block.note.valid_to is not None or block.note.replaced_by is not None)
        leaning = lead if block.kind is not BlockKind.PARAGRAPH and not cited(block.text) else None
        calculated = block.kind is not BlockKind.PARAGRAPH and lead.calculated
        for piece in pieces:
            own = cited(piece)
            computed = calculated or bool(_CALCULATED.search(fold(piece)))
            each = Statement("", "", piece, own or (leaning.references if leaning else ()),
                             former or bool(_FORMER.search(fold(piece))), computed)  # fmt: skip
            if piece is pieces[-1] and block.kind is BlockKind.PARAGRAPH:
                each = lead = replace(each, items=_items_after(blocks, place))
            yield each


def _items_after(blocks: list[Block], place: int) -> int:
    following = [block for block in blocks[place + 1 :]]
    kinds = {BlockKind.LIST_ITEM, BlockKind.TABLE_ROW}
    run = next((n for n, block in enumerate(following) if block.kind not in kinds), len(following))
    return sum(block.kind is BlockKind.TABLE_ROW or block.level <= 1 for block in following[:run])


def check_form(corpus: Path) -> list[Finding]:
    """Everything that can be judged without a law at hand: front matter, notes, headings, tables, links, manifest."""
    findings = list(_check_manifest(corpus))
    seen: dict[str, str] = {}
    for path in guidance_files(corpus):
        text = path.read_text(encoding="utf-8")
        head, body = _split(text)
        findings.extend(_check_front_matter(path, head, seen))
        findings.extend(_check_notes(path, body))
        findings.extend(_check_headings(path, body))
        findings.extend(_check_tables(path, body))
        findings.extend(_check_links(path, body))
    return findings


def _split(text: str) -> tuple[str | None, str]:
    if not text.startswith("---\n"):
        return None, text
    head, fence, body = text[4:].partition("\n---\n")
    return (head, body) if fence else (None, text)


def _check_manifest(corpus: Path) -> Iterator[Finding]:
    try:
        listed = [entry["path"] for entry in tomllib.loads((corpus / "manifest.toml").read_text(encoding="utf-8"))["document"]]
    except (OSError, KeyError, TypeError, tomllib.TOMLDecodeError) as error:
        yield Finding("manifest.toml", "", "", "manifiesto", f"no se puede leer: {error}")
        return
    present = {path.relative_to(corpus).as_posix() for path in guidance_files(corpus)}
    for path, times in Counter(listed).items():
        if times > 1:
            yield Finding("manifest.toml", "", path, "manifiesto", "aparece más de una vez")
        if path not in present:
            yield Finding("manifest.toml", "", path, "manifiesto", "el archivo no existe")
    for path in sorted(present - set(listed)):
        yield Finding("manifest.toml", "", path, "manifiesto", "el archivo no está en el manifiesto")


def _check_front_matter(path: Path, head: str | None, seen: dict[str, str]) -> Iterator[Finding]:
    def wrong(detail: str) -> Finding:
        return Finding(path.stem, "", "", "encabezado", detail)

    try:
        values: Any = yaml.safe_load(head or "")
    except yaml.YAMLError as error:
        yield wrong("el YAML no se puede leer: " + " ".join(str(error).split()))
        return
    if not isinstance(values, dict):
        yield wrong("falta")
        return
    for key in (*[key for key in REQUIRED if key not in values], *[k for k in values if k not in {*REQUIRED, *OPTIONAL}]):
        yield wrong(f"{'sobra' if key in values else 'falta'} {key}")
    for key in ("title", "source", "url", *[key for key in OPTIONAL if key in values]):
        if not isinstance(values.get(key), str) or not values[key].strip():
            yield wrong(f"{key} está vacío o no es texto")
    for key in DATES:
        if not isinstance(values.get(key), date | None) or (key == "date" and values.get(key) is None):
            yield wrong(f"{key} no es una fecha: {values.get(key)}")
    yield from map(wrong, _wrong_values(path, values, seen))


def _wrong_values(path: Path, values: dict[str, Any], seen: dict[str, str]) -> Iterator[str]:
    name = str(values.get("id"))
    if name != path.stem:
        yield f"id {name} no es el nombre del archivo"
    if name in seen:
        yield f"id {name} ya es de {seen[name]}"
    seen[name] = path.as_posix()
    if values.get("issuer") != "Relevo":
        yield f"issuer es {values.get('issuer')}, no Relevo"
    if values.get("mark") not in MARKS:
        yield f"mark es {values.get('mark')}, no V ni P"
    if not re.match(r"https?://\S+$", str(values.get("url"))):
        yield f"url no es una dirección web: {values.get('url')}"
    since, until = values.get("valid_from"), values.get("valid_to")
    if isinstance(since, date) and isinstance(until, date) and until < since:
        yield "valid_to es anterior a valid_from"


def _check_notes(path: Path, body: str) -> Iterator[Finding]:
    for comment in _COMMENT.finditer(body):
        for detail in _wrong_note(comment[1]):
            yield Finding(path.stem, "", comment[0], "nota", detail)
    outside = _COMMENT.sub("", body)
    if "<!--" in outside or "-->" in outside:
        yield Finding(path.stem, "", "", "nota", "un comentario no se cierra")


def _wrong_note(written: str) -> Iterator[str]:
    values: dict[str, str] = {}
    for pair in written.split(";"):
        key, colon, value = (part.strip() for part in pair.partition(":"))
        if not colon or key not in NOTE_KEYS or not value or key in values:
            yield f"no es una clave conocida con su valor: {pair.strip()}"
        values[key] = value
    if "mark" in values and values["mark"] not in MARKS:
        yield f"mark es {values['mark']}, no V ni P"
    days: dict[str, date] = {}
    for key in ("valid_from", "valid_to"):
        try:
            days |= {key: date.fromisoformat(values[key])} if key in values else {}
        except ValueError:
            yield f"{key} no es una fecha: {values[key]}"
    if len(days) == 2 and days["valid_to"] < days["valid_from"]:
        yield "valid_to es anterior a valid_from"


def _check_headings(path: Path, body: str) -> Iterator[Finding]:
    headings: list[tuple[int, str, bool]] = []
    for line in _COMMENT.sub("", body).splitlines():
        if match := _HEADING.match(line):
            headings.append((len(match[1]), match[2].strip(), False))
        elif line.strip() and headings:
            headings[-1] = (*headings[-1][:2], True)
    for heading, times in Counter(fold(text) for _, text, _ in headings).items():
        # The first section may be called as the document is.
        if times > 1 + (headings[0][0] == 1 and fold(headings[0][1]) == heading and times == 2):
            yield Finding(path.stem, heading, "", "título repetido", f"{times} veces")
    if [level for level, _, _ in headings].count(1) != 1 or headings[0][0] != 1:
        yield Finding(path.stem, "", "", "título", "debe haber uno solo de nivel 1, al comienzo")
    for place, (level, text, filled) in enumerate(headings):
        below = place + 1 < len(headings) and headings[place + 1][0] > level
        if not filled and not below:
            yield Finding(path.stem, text, "", "sección vacía", "no tiene texto")


def _check_tables(path: Path, body: str) -> Iterator[Finding]:
    rows: list[str] = []
    for line in [*_COMMENT.sub("", body).splitlines(), ""]:
        if line.strip().startswith("|"):
            rows.append(line.strip())
        elif rows:
            widths = {len(re.split(r"(?<!\\)\|", row.strip("|"))) for row in rows}
            if len(rows) < 3 or not _SEPARATOR.fullmatch(rows[1]):
                yield Finding(path.stem, "", rows[0], "tabla", "falta la línea que separa el encabezado, o no tiene filas")
            elif len(widths) > 1:
                yield Finding(path.stem, "", rows[0], "tabla", f"filas de {sorted(widths)} celdas")
            rows = []


def _check_links(path: Path, body: str) -> Iterator[Finding]:
    for target in _LINK.findall(body):
        if re.match(r"[a-z]+:", target):
            continue
        file, _, anchor = target.partition("#")
        place = path.parent / file if file else path
        if not place.is_file():
            yield Finding(path.stem, "", target, "enlace", "el archivo no existe")
        elif anchor and anchor not in _anchors(place):
            yield Finding(path.stem, "", target, "enlace", "la sección no existe")


def _anchors(path: Path) -> set[str]:
    found = (_HEADING.match(line) for line in path.read_text(encoding="utf-8").splitlines())
    return {re.sub(r"\s", "-", re.sub(r"[^\w\s-]", "", match[2].strip().lower())) for match in found if match}


def unreadable(path: Path) -> Finding | None:
    """A finding for a document that Relevo itself could not read, or None."""
    try:
        read_document(path)
    except UnreadableDocumentError as error:
        return Finding(path.stem, "", "", "lectura", str(error))
    return None
