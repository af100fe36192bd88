"""Markdown: front matter, notes on single blocks, and laws converted by others."""

from __future__ import annotations

import contextlib
import re
import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.errors import UnreadableDocumentError
from ingest.documents import Block, BlockKind, Note, ParsedDocument
from ingest.readers.base import Limits
from ingest.readers.markdown import MarkdownReader

CORPUS = Path(__file__).resolve().parents[2] / "corpus"


@pytest.fixture
def read(tmp_path: Path) -> Any:
    def reading(text: str) -> ParsedDocument:
        (tmp_path / "tema.md").write_text(text, encoding="utf-8")
        return MarkdownReader().read(tmp_path / "tema.md", Limits())

    return reading


def texts(document: ParsedDocument) -> list[str]:
    return [block.text for block in document.blocks]


def notes(document: ParsedDocument) -> list[str | None]:
    return [block.note.mark if block.note else None for block in document.blocks]


def test_front_matter_becomes_text_with_iso_dates_and_without_empty_keys(read: Any) -> None:
    document = read(
        '---\nid: 05001\nTitle: "Ley 951: acta"\ndate: 2005-3-31\nvalid_to:\nreplaced_by: ~\ntags: [a, b]\n---\nx'
    )
    assert document.metadata == {"id": "05001", "title": "Ley 951: acta", "date": "2005-03-31", "tags": "a; b"}
    assert document.title == "Ley 951: acta"


@pytest.mark.parametrize(
    ("front", "line"),
    [
        ("---\nid: x\ntitle: Ley: acta: x\n---\ntexto", 3),
        ("---\nid: x\n\tdate: 2\n---\ntexto", 3),
        ("---\n# solo un comentario\n- lista\n---\ntexto", 2),
        ("---\nid: x\n\ntexto sin cierre", 1),
        ("---\na: " + "[" * 5_000 + "\n---\ntexto", 1),
    ],
)
def test_bad_front_matter_is_one_error_that_names_the_line(read: Any, front: str, line: int) -> None:
    with pytest.raises(UnreadableDocumentError, match=rf"encabezado que .*: vea la línea {line}\.") as refusal:
        read(front)
    assert refusal.value.hint


def test_a_rule_at_the_top_is_no_front_matter(read: Any) -> None:
    assert texts(read("---\nUn párrafo corriente.\n")) == ["Un párrafo corriente."]


def test_headings_of_both_styles_make_the_path(read: Any) -> None:
    document = read("# *Uno*\n\nDos\n---\n\ntexto\n\n## Tres ##\n\nmás")
    assert [(block.text, block.level, block.heading_path) for block in document.blocks] == [
        ("Uno", 1, ()),
        ("Dos", 2, ("Uno",)),
        ("texto", 0, ("Uno", "Dos")),
        ("Tres", 2, ("Uno",)),
        ("más", 0, ("Uno", "Tres")),
    ]


def test_inline_marks_are_reduced_to_what_shows(read: Any) -> None:
    source = (
        r"**Art. 4º.** _Plazo_ [ley](http://x) ![mapa](m.png) `a*b` 2 \* 3 <b>ya</b> &amp; snake_case ____ <i@x.co>"
    )
    assert texts(read(source)) == ["Art. 4º. Plazo ley mapa a*b 2 * 3 ya & snake_case ____ i@x.co"]


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("**Artículo 1°.***Objeto*. El", "Artículo 1°. Objeto. El"),
        ("**Artículo 13.**Proceso", "Artículo 13. Proceso"),
        ("***Parágrafo 1****°. Los*", "Parágrafo 1°. Los"),
        ("literal b), **(ii)**el", "literal b), (ii) el"),
        ("de 2012**59**ni", "de 2012 59 ni"),
        ("normativo**s se** ajusta", "normativos se ajusta"),
        ("son 1.**000** pesos", "son 1.000 pesos"),
        ("el DAS*, que", "el DAS*, que"),
        ("5 * 3 * 2 y 4*4*4", "5 * 3 * 2 y 4*4*4"),
        ("tal <información a la Unidad", "tal <información a la Unidad"),
    ],
)
def test_marks_that_commonmark_leaves_in_laws_are_removed(read: Any, source: str, shown: str) -> None:
    assert texts(read(source)) == [shown]


def test_lists_keep_their_markers_and_nest_by_indentation(read: Any) -> None:
    document = read("Son:\n- uno\n  * hondo\n- dos\n\n  sigue\n\n3. tres\n4) cuatro\n")
    assert [(block.kind, block.level, block.text) for block in document.blocks] == [
        (BlockKind.PARAGRAPH, 0, "Son:"),
        (BlockKind.LIST_ITEM, 1, "- uno"),
        (BlockKind.LIST_ITEM, 2, "* hondo"),
        (BlockKind.LIST_ITEM, 1, "- dos"),
        (BlockKind.LIST_ITEM, 1, "sigue"),
        (BlockKind.LIST_ITEM, 1, "3. tres"),
        (BlockKind.LIST_ITEM, 1, "4) cuatro"),
    ]


def test_lettered_items_of_norms_are_list_items_also_without_blank_lines(read: Any) -> None:
    document = read("Debe:\na) uno;\nb) dos\n   que sigue.\n\niv) cuatro\n\n3.2 otro\n\nDijo a) y no más.")
    assert [(block.kind is BlockKind.LIST_ITEM, block.text) for block in document.blocks] == [
        (False, "Debe:"),
        (True, "a) uno;"),
        (True, "b) dos que sigue."),
        (True, "iv) cuatro"),
        (True, "3.2 otro"),
        (False, "Dijo a) y no más."),
    ]


def test_legal_lines_that_markdown_would_swallow_stay(read: Any) -> None:
    assert texts(read("[2]: Derogado\n\n    sangrado\n\n> citado\n> dos\n\n```\ncódigo *x*\n```")) == [
        *("[2]: Derogado", "sangrado", "citado dos", "código *x*"),
    ]


def test_tables_keep_bars_and_drop_empty_columns(read: Any) -> None:
    document = read("| Qué | Días \\| meses | |\n|---|:-:|---|\n| Acta | **15** | |\n| Plan | | |\n")
    assert [(block.kind, block.text, block.table_header, block.table) for block in document.blocks] == [
        (BlockKind.TABLE_ROW, "Acta | 15", "Qué | Días|meses", 1),
        (BlockKind.TABLE_ROW, "Plan | ", "Qué | Días|meses", 1),
    ]


def test_a_table_with_a_blank_header_takes_its_first_row(read: Any) -> None:
    (row,) = read("| | |\n| --- | --- |\n| **Categoría** | **Límite** |\n| Especial | 50% |").blocks
    assert (row.table_header, row.text) == ("Categoría | Límite", "Especial | 50%")


def test_a_table_of_one_cell_is_a_paragraph(read: Any) -> None:
    (block,) = read("| |\n| --- |\n| **Nota:** derogada |").blocks
    assert (block.kind, block.text) == (BlockKind.PARAGRAPH, "Nota: derogada")


FULL = "mark: P; valid_from: 2019-05-25; valid_to: 2020-12-31; replaced_by: Ley 2056 de 2020, artículo 30"


def test_a_note_says_all_that_it_can_of_its_block(read: Any) -> None:
    (block,) = read(f"El OCAD aprueba. <!-- {FULL} -->").blocks
    assert block.note == Note("P", date(2019, 5, 25), date(2020, 12, 31), "Ley 2056 de 2020, artículo 30")
    assert block.text == "El OCAD aprueba."


def test_a_note_belongs_to_the_paragraph_before_it_on_the_same_line_or_the_next(read: Any) -> None:
    document = read(
        "Uno. <!-- mark: A -->\n\nDos\nsigue.\n<!-- mark: B -->\n\nTres.\n\nCuatro <!-- mark: D -->\nsigue."
    )
    assert notes(document) == ["A", "B", None, "D"]
    assert texts(document)[3] == "Cuatro sigue."


def test_a_note_after_a_list_belongs_to_its_last_item(read: Any) -> None:
    document = read("- uno <!-- mark: A -->\n- dos\n  <!-- mark: B -->\n- tres\n- cuatro\n<!-- mark: C -->\n\nfin")
    assert notes(document) == ["A", "B", None, "C", None]


def test_a_note_between_items_leaves_the_list_whole(read: Any) -> None:
    document = read("1. uno\n<!-- mark: A -->\n2. dos\n")
    assert [(block.text, block.kind) for block in document.blocks] == [
        ("1. uno", BlockKind.LIST_ITEM),
        ("2. dos", BlockKind.LIST_ITEM),
    ]
    assert notes(document) == ["A", None]


def test_a_note_on_a_lettered_item_is_not_of_its_neighbours(read: Any) -> None:
    assert notes(read("Debe:\na) uno; <!-- mark: A -->\nb) dos.")) == [None, "A", None]


TABLE = "| a | b |\n|---|---|\n| 1 | 2 |{row}\n| 3 | 4 |{last}\n{after}\n\nfin"


@pytest.mark.parametrize(
    ("place", "expected"),
    [("after", ["N", "N", None]), ("last", ["N", "N", None]), ("row", ["N", None, None])],
)
def test_a_note_after_a_table_is_of_all_its_rows_and_one_inside_of_its_row(
    read: Any, place: str, expected: list[str | None]
) -> None:
    comments = {"row": "", "last": "", "after": ""} | {place: " <!-- mark: N -->"}
    document = read(TABLE.format(**comments))
    assert texts(document) == ["1 | 2", "3 | 4", "fin"]
    assert notes(document) == expected


def test_notes_on_one_block_add_up(read: Any) -> None:
    (block,) = read("Uno. <!-- mark: P -->\n<!-- valid_to: 2020-12-31 -->").blocks
    assert block.note == Note(mark="P", valid_to=date(2020, 12, 31))


def test_other_comments_are_dropped(read: Any) -> None:
    table = "| a |\n|---|\n| 1 | <!-- x -->\n| 2 |"
    document = read(f"<!-- borrador -->\n\nUno <!-- revisar -->dos.\n\n<!-- varias\nlíneas -->\n\n{table}")
    assert texts(document) == ["Uno dos.", "1", "2"]
    assert notes(document) == [None, None, None]


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        ("---\nid: x\n---\n\nUno.\n<!-- mark: P; valid_from: 25/05/2019 -->", 6, "no se entiende"),
        ("Uno.\n<!-- mark: P; valido: 2019-05-25 -->", 2, "no se entiende"),
        ("# Título\n<!-- mark: P -->\n\nUno.", 2, "no sigue a ningún"),
        ("Uno.\n\n# Título\n<!-- mark: P -->\n\nDos.", 4, "no sigue a ningún"),
        ("## Título <!-- mark: P -->\n\nUno.", 1, "no sigue a ningún"),
        ("<!-- mark: P -->\nUno.", 1, "no sigue a ningún"),
    ],
)
def test_a_note_that_would_be_lost_is_an_error_that_names_the_line(read: Any, text: str, line: int, why: str) -> None:
    with pytest.raises(UnreadableDocumentError, match=f"nota que {why}.*: vea la línea {line}"):
        read(text)


def test_yaml_aliases_do_not_multiply(read: Any) -> None:
    doublings = zip("abcdefghijk", "bcdefghijkl", strict=True)
    laughs = "a: &a [x]\n" + "".join(f"{new}: &{new} [*{old}, *{old}]\n" for old, new in doublings)
    assert read(f"---\n{laughs}---\ntexto").metadata == {"a": "x"}


@pytest.mark.parametrize("piece", ["[", "![", "<!-- ", "a <!-- ", "*a", "_a ", "`a``", "|", "> ", "- ", "\\", "&"])
def test_hostile_repetition_is_read_or_refused_quickly(read: Any, piece: str) -> None:
    start = time.process_time()
    with contextlib.suppress(UnreadableDocumentError):  # some of them show nothing
        read(piece * 20_000)
    assert time.process_time() - start < 5


WORDS = st.lists(st.from_regex(r"[a-zñáé]{1,8}", fullmatch=True), min_size=1, max_size=30)


@settings(deadline=None)
@given(WORDS, st.sampled_from(["{}", "**{}**", "*{}*", "_{}_", "- {}", "# {}", "> {}", "1. {}", "`{}`", "| {} | x |"]))
def test_no_word_is_lost_whatever_surrounds_it(tmp_path_factory: Any, words: list[str], shape: str) -> None:
    path = tmp_path_factory.getbasetemp() / "palabras.md"
    path.write_text("\n\n".join(shape.format(word) for word in words), encoding="utf-8")
    document = MarkdownReader().read(path, Limits())
    found = " ".join(block.text for block in document.blocks)
    assert [word for word in re.findall(r"[a-zñáé]+", found) if word != "x"] == [word for word in words if word != "x"]


def law(shared_data: Path, name: str) -> ParsedDocument:
    return MarkdownReader().read(shared_data / "leyes" / name, Limits())


def test_the_longest_real_law_is_read_in_under_two_seconds(shared_data: Path) -> None:
    start = time.process_time()
    document = law(shared_data, "LEY-1712-2014.md")
    assert time.process_time() - start < 2
    assert document.metadata["fecha_publicacion"] == "2014-03-06"
    assert document.title.startswith("LEY 1712 DE 2014 - por medio de la cual")
    assert any(block.text.startswith("Artículo 1°. Objeto. El objeto de la presente ley") for block in document.blocks)


def test_a_real_law_keeps_its_articles_as_paragraphs_and_its_numerals_as_items(shared_data: Path) -> None:
    blocks = law(shared_data, "LEY-951-2005.md").blocks
    place = next(number for number, block in enumerate(blocks) if block.text.startswith("Artículo 3º. El proceso"))
    assert blocks[place].kind is BlockKind.PARAGRAPH
    assert [(block.kind, block.text[:11]) for block in blocks[place + 1 : place + 3]] == [
        (BlockKind.LIST_ITEM, "1. Al térmi"),
        (BlockKind.LIST_ITEM, "2. Cuando p"),
    ]


def test_no_letter_of_any_real_law_is_lost(shared_data: Path) -> None:
    for path in sorted((shared_data / "leyes").glob("*.md")):
        source = re.sub(r"\A---.*?\n---\n", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        blocks = MarkdownReader().read(path, Limits()).blocks
        headers = {block.table: block.table_header for block in blocks if block.table}
        said = "".join(block.text for block in blocks) + "".join(headers.values())
        assert letters(said) == letters(source), path.name


def letters(text: str) -> int:
    return len(re.findall(r"[^\W_]", text))


@pytest.mark.parametrize(
    "path", sorted(CORPUS.glob("*-*/*.md")) + sorted(CORPUS.glob("[kn]*/*.md")), ids=lambda path: path.stem
)
def test_every_file_of_the_corpus_is_read_with_all_its_notes(path: Path) -> None:
    document = MarkdownReader().read(path, Limits())
    assert document.metadata["id"] == path.stem
    assert "<!--" not in " ".join(block.text for block in document.blocks)
    commented = path.read_text(encoding="utf-8").count("<!-- ")
    noted: list[Block] = [block for block in document.blocks if block.note]
    assert bool(noted) == bool(commented)
