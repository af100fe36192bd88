"""The legal skeleton of a document."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ingest.documents import Block, BlockKind, ParsedDocument
from ingest.readers import read_document
from ingest.structure import annotate, norm_of


def law(*lines: str) -> list[Block]:
    """Lines as annotated blocks; "# …" is a heading."""
    blocks, path = [], ()
    for line in lines:
        if line.startswith("# "):
            path = (line[2:],)
            blocks.append(Block(line[2:], BlockKind.HEADING, level=1))
        else:
            blocks.append(Block(line, heading_path=path))
    return list(annotate(ParsedDocument(tuple(blocks))).blocks)


@pytest.mark.parametrize(
    ("line", "article"),
    [
        ("Artículo 4º. Plazo.", "4"),
        ("ARTÍCULO 39.- Elaboración.", "39"),
        ("Artículo 10. Contenido.", "10"),
        ("ARTICULO 1o. Objeto.", "1"),
        ("Artículo 30A. Nuevo.", "30A"),
        ("Artículo 2.2.22.1.1. Objeto.", "2.2.22.1.1"),
        ("ARTÍCULO ÚNICO. Apruébase.", "único"),
        ("**Artículo 7°.** Valores", "7"),
    ],
)
def test_an_article_is_known_however_it_is_written(line: str, article: str) -> None:
    assert law(line)[0].article == article


@pytest.mark.parametrize(
    "line", ["El artículo 4 de la ley dice.", "Según el Artículo 4, es así.", "“Artículo 9º. Texto."]
)
def test_naming_an_article_begins_none(line: str) -> None:
    assert law(line)[0].article is None


def test_what_follows_an_article_belongs_to_it_until_the_next() -> None:
    blocks = law("Artículo 1. Uno.", "Parágrafo. Más.", "a) literal", "Artículo 2. Dos.")
    assert [block.article for block in blocks] == ["1", "1", "1", "2"]


def test_a_chapter_ends_the_article_before_it() -> None:
    assert [block.article for block in law("Artículo 1. Uno.", "# CAPÍTULO II", "Considerando.")] == ["1", None, None]


def test_an_article_quoted_by_a_reform_begins_nothing() -> None:
    blocks = law(
        "Artículo 21. El artículo 74 de la Ley 136 de 1994 quedará así:", "Artículo 74. Trámite del plan.", "Fin."
    )
    assert [block.article for block in blocks] == ["21", "21", "21"]


def test_a_superseded_version_is_marked_with_its_dates() -> None:
    blocks = law(
        "Artículo 5. Texto nuevo.",
        "TEXTO CORRESPONDIENTE A []",
        "LEGISLACIÓN ANTERIOR []",
        "Artículo 5. Texto viejo.",
        "a) literal viejo",
        "Vigente desde: 09/07/2003 y hasta el: 24/05/2019",
        "Artículo 6. Otro.",
    )
    assert [(block.text, block.superseded) for block in blocks] == [
        ("Artículo 5. Texto nuevo.", False),
        ("Artículo 5. Texto viejo.", True),
        ("a) literal viejo", True),
        ("Artículo 6. Otro.", False),
    ]
    note = blocks[1].note
    assert note is not None
    assert (note.valid_from, note.valid_to) == (date(2003, 7, 9), date(2019, 5, 24))


def test_versions_stack_one_under_another() -> None:
    blocks = law(
        "Artículo 5. En vigor.",
        "LEGISLACIÓN ANTERIOR []",
        "Artículo 5. Segunda.",
        "Vigente desde: 25/05/2019 y hasta el: 18/05/2023",
        "Artículo 5. Primera.",
        "Vigente desde: 09/07/2003 y hasta el: 24/05/2019",
        "Artículo 6. En vigor.",
    )
    assert [block.note.valid_to.year if block.note and block.note.valid_to else None for block in blocks] == [
        None,
        2023,
        2019,
        None,
    ]


def test_a_version_without_an_opening_line_begins_at_its_article() -> None:
    blocks = law(
        "Artículo 1. Uno.",
        "Artículo 2. Dos.",
        "Más.",
        "Vigente desde: 09/05/1994 y hasta el: 20/06/1994",
        "Artículo 3.",
    )
    assert [block.superseded for block in blocks] == [False, True, True, False]


@pytest.mark.parametrize(
    ("title", "norm"),
    [
        ("LEY 951 DE 2005 - por la cual se crea el acta", "Ley 951 de 2005"),
        ("DECRETO 1865 DE 1994", "Decreto 1865 de 1994"),
        ("Comentarios a la Ley 951 de 2005", None),
        ("Plazos del acta", None),
    ],
)
def test_a_title_names_its_norm_only_at_its_start(title: str, norm: str | None) -> None:
    assert norm_of(title) == norm


def test_real_laws_keep_every_article_and_one_version_in_force(shared_data: Path) -> None:
    document = annotate(read_document(shared_data / "leyes" / "LEY-951-2005.md"))
    assert {block.article for block in document.blocks if block.article} == {str(number) for number in range(1, 18)}
    assert not any(block.superseded for block in document.blocks)


def test_the_real_law_819_has_article_5_in_force_with_its_new_literal(shared_data: Path) -> None:
    blocks = annotate(read_document(shared_data / "leyes" / "LEY-819-2003.md")).blocks
    fifth = [block for block in blocks if block.article == "5"]
    in_force = " ".join(block.text for block in fifth if not block.superseded)
    assert "h) " in in_force
    old = {block.note.valid_to for block in fifth if block.superseded and block.note}
    assert {date(2023, 5, 18), date(2019, 5, 24)} <= old


def test_no_superseded_text_of_any_real_law_passes_for_law(shared_data: Path) -> None:
    for path in sorted((shared_data / "leyes").glob("*.md")):
        raw = path.read_text(encoding="utf-8")
        blocks = annotate(read_document(path)).blocks
        assert not any("y hasta el:" in block.text and block.text.startswith("Vigente desde") for block in blocks), path
        versions = {block.note for block in blocks if block.superseded}
        assert bool(versions) == ("y hasta el:" in raw), path
