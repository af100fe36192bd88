"""The form that corpus/README.md asks of every document of guidance: what can be judged without a law at hand."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from assistant.spanish import fold, norms, numbers
from evals.guidance import Finding, Statement, guidance_files

REQUIRED = ("id", "title", "issuer", "source", "date", "valid_from", "valid_to", "replaced_by", "url", "mark")
OPTIONAL = ("norm",)
DATES = ("date", "valid_from", "valid_to")
MARKS = ("V", "P")
NOTE_KEYS = ("mark", "valid_from", "valid_to", "replaced_by")

_COMMENT = re.compile(r"<!--(.*?)-->", re.DOTALL)
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_HEADING = re.compile(r"(#{1,6})\s+(.*)")
_SEPARATOR = re.compile(r"\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?")
_SAID_TWICE = re.compile(r"(?P<words>(?:[a-z]+\s+){1,8})\((?P<digits>\d[\d.,]*)\s*%?\)")


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


def check_wording(statement: Statement) -> Iterator[Finding]:
    """A legal term says its number twice, "quince (15)": both have to be the same."""
    for match in _SAID_TWICE.finditer(fold(statement.text).replace("por ciento", "")):
        said = match["words"].split()
        if numbers(said[-1], one_counts=True) and not numbers(match["digits"]) & numbers(
            " ".join(said), one_counts=True
        ):
            yield statement.finding("letras y cifras distintas", " ".join(match.group().split()))


def _split(text: str) -> tuple[str | None, str]:
    if not text.startswith("---\n"):
        return None, text
    head, fence, body = text[4:].partition("\n---\n")
    return (head, body) if fence else (None, text)


def _check_manifest(corpus: Path) -> Iterator[Finding]:
    try:
        manifest = tomllib.loads((corpus / "manifest.toml").read_text(encoding="utf-8"))
        listed = [entry["path"] for entry in manifest["document"]]
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
    yield from (wrong(f"falta {key}") for key in REQUIRED if key not in values)
    yield from (wrong(f"sobra {key}") for key in values if key not in {*REQUIRED, *OPTIONAL})
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
    seen[name] = f"{path.parent.name}/{path.name}"
    if values.get("issuer") != "Relevo":
        yield f"issuer es {values.get('issuer')}, no Relevo"
    if values.get("mark") not in MARKS:
        yield f"mark es {values.get('mark')}, no V ni P"
    if not re.match(r"https?://\S+$", str(values.get("url"))):
        yield f"url no es una dirección web: {values.get('url')}"
    yield from _wrong_successor(values.get("replaced_by"))
    since, until = values.get("valid_from"), values.get("valid_to")
    if isinstance(since, date) and isinstance(until, date) and until < since:
        yield "valid_to es anterior a valid_from"


def _wrong_successor(replaced_by: Any) -> Iterator[str]:
    """The doors show it as "Hoy rige: …", so that it has to be a norm, and not a remark about one."""
    if replaced_by and (not norms(str(replaced_by)) or "(" in str(replaced_by)):
        yield f"replaced_by no es una norma sin más: {replaced_by}"


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
    yield from _wrong_successor(values.get("replaced_by"))
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
                yield Finding(path.stem, "", rows[0], "tabla", "falta la línea bajo el encabezado, o no tiene filas")
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
