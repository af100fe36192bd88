"""Web pages: the content without the furniture."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from assistant.errors import UnreadableDocumentError
from ingest.documents import BlockKind, ParsedDocument
from ingest.readers.base import Limits
from ingest.readers.html import HtmlReader


@pytest.fixture
def read(tmp_path: Path) -> Any:
    def reading(page: str | bytes) -> ParsedDocument:
        path = tmp_path / "pagina.html"
        path.write_bytes(page if isinstance(page, bytes) else page.encode())
        return HtmlReader().read(path, Limits())

    return reading


def texts(document: ParsedDocument) -> list[str]:
    return [block.text for block in document.blocks]


def test_headings_paragraphs_and_inline_marks_are_read_in_order(read: Any) -> None:
    document = read(
        "<h1>El <b>acta</b></h1><p>Quince&nbsp;d&iacute;as <a href='x'>h&aacute;biles</a>.</p><h2>Quién</h2>Usted"
    )
    assert [(block.kind, block.level, block.text, block.heading_path) for block in document.blocks] == [
        (BlockKind.HEADING, 1, "El acta", ()),
        (BlockKind.PARAGRAPH, 0, "Quince días hábiles.", ("El acta",)),
        (BlockKind.HEADING, 2, "Quién", ("El acta",)),
        (BlockKind.PARAGRAPH, 0, "Usted", ("El acta", "Quién")),
    ]


def test_a_word_is_not_cut_where_a_tag_begins_inside_it(read: Any) -> None:
    assert texts(read("<p>Art<i>ículo</i> 4<sup>o</sup></p>")) == ["Artículo 4o"]


@pytest.mark.parametrize(
    "furniture",
    [
        "<nav>Inicio</nav>",
        "<header>Gobierno de Colombia</header>",
        "<footer>Contacto</footer>",
        "<aside>Otras</aside>",
        "<script>var a = 1</script>",
        "<style>p {}</style>",
        "<form>Buscar <input></form>",
        "<p hidden>no</p>",
        "<div style='color: red; DISPLAY : none'>no</div>",
        "<span aria-hidden=true>no</span>",
        "<!-- comentario -->",
        "<noscript>Active JavaScript</noscript>",
    ],
)
def test_what_surrounds_the_content_is_dropped(read: Any, furniture: str) -> None:
    assert texts(read(f"<body>{furniture}<p>Lo que importa de verdad.</p>{furniture}</body>")) == [
        "Lo que importa de verdad."
    ]


def test_a_form_that_holds_the_whole_page_is_read(read: Any) -> None:
    assert texts(read("<body><form id=aspnetForm><p>Artículo 1. Objeto.</p></form>pie</body>")) == [
        "Artículo 1. Objeto.",
        "pie",
    ]


def test_the_header_of_an_article_holds_its_title(read: Any) -> None:
    assert texts(read("<article><header><h1>Empalme</h1></header><p>x</p></article>")) == ["Empalme", "x"]


def test_two_line_breaks_separate_paragraphs_and_one_does_not(read: Any) -> None:
    assert texts(read("<div>Artículo 1.<br>Objeto.<br>\n<br/>Artículo 2.</div>")) == [
        "Artículo 1. Objeto.",
        "Artículo 2.",
    ]


def test_lists_show_their_markers_and_nest(read: Any) -> None:
    document = read(
        "<ul><li>uno<li>dos <b>y</b> pico<ol type=a start=3><li value=5><p>hondo</p></li><li>sigue</ol>cola</ul><ol><li>x</ol>"
    )
    assert [(block.kind, block.level, block.text) for block in document.blocks] == [
        (BlockKind.LIST_ITEM, 1, "• uno"),
        (BlockKind.LIST_ITEM, 1, "• dos y pico cola"),
        (BlockKind.LIST_ITEM, 2, "e. hondo"),
        (BlockKind.LIST_ITEM, 2, "f. sigue"),
        (BlockKind.LIST_ITEM, 1, "1. x"),
    ]


def test_spans_of_a_table_come_from_its_attributes(read: Any) -> None:
    document = read(
        "<table><thead><tr><th rowspan=2>Meta<th colspan=2>Avance</tr><tr><th>2018<th>2019</tr></thead>"
        "<tr><td rowspan=2>Vías<td>10<td>10</tr><tr><td>20<td>30</tr><tr><td colspan=2>Total<td>40</tr></table>"
    )
    assert texts(document) == ["Vías | 10 | 10", " | 20 | 30", "Total |  | 40"]
    assert {(block.table, block.table_header) for block in document.blocks} == {
        (1, "Meta | Avance / 2018 | Avance / 2019")
    }


def test_a_table_without_header_cells_takes_its_first_row(read: Any) -> None:
    (row,) = read("<table><caption>Plazos</caption><tr><td>Qué<td>Días</tr><tr><td>Acta<td>15</tr></table>").blocks[1:]
    assert (row.table_header, row.text) == ("Qué | Días", "Acta | 15")


def test_a_table_used_for_layout_is_read_as_its_blocks(read: Any) -> None:
    inner = "<table><tr><td>x<td>y</tr><tr><td>1<td>2</tr></table>"
    document = read(f"<table><tr><td><h2>Título</h2><p>a</p></td><td>{inner}</td></table>")
    assert [(block.kind, block.text) for block in document.blocks] == [
        (BlockKind.HEADING, "Título"),
        (BlockKind.PARAGRAPH, "a"),
        (BlockKind.TABLE_ROW, "1 | 2"),
    ]


@pytest.mark.parametrize(
    "page",
    [
        "<meta charset='iso-8859-1'><p>Año “ñandú”</p>".encode("cp1252"),
        "<meta http-equiv='Content-Type' content='text/html; charset=windows-1252'><p>Año “ñandú”</p>".encode("cp1252"),
        "<meta charset='utf-8'><p>Año “ñandú”</p>".encode("cp1252"),  # a wrong declaration
        "<p>Año “ñandú”</p>".encode("cp1252"),
        "<p>Año “ñandú”</p>".encode(),
        "<p>Año “ñandú”</p>".encode("utf-8-sig"),
        "<p>Año “ñandú”</p>".encode("utf-16"),
        "<meta charset='inventado'><p>Año “ñandú”</p>".encode(),
    ],
)
def test_letters_survive_every_encoding(read: Any, page: bytes) -> None:
    assert texts(read(page)) == ["Año “ñandú”"]


def test_the_title_and_the_dates_become_metadata(read: Any) -> None:
    document = read(
        "<head><title>Ley 951 &amp; acta</title><meta name=author content='Función Pública'><meta name=viewport content=x>"
        "<meta property='article:published_time' content='2005-03-31'></head><p>x</p>"
    )
    assert document.title == "Ley 951 & acta"
    assert document.metadata == {
        "title": "Ley 951 & acta",
        "author": "Función Pública",
        "article:published_time": "2005-03-31",
    }


@pytest.mark.parametrize("tag", ["<div>", "<ul><li>", "<b>", "<table><tr><td>"])
def test_a_page_nested_without_end_is_refused_at_once(read: Any, tag: str) -> None:
    with pytest.raises(UnreadableDocumentError, match="anidadas en exceso"):
        read("<body>" + tag * 50_000 + "hola")


@pytest.mark.parametrize("attribute", ["colspan=99999999", "rowspan=99999999", "colspan=-3 rowspan=x", "rowspan=0"])
def test_absurd_spans_do_no_harm(read: Any, attribute: str) -> None:
    assert texts(read(f"<table><tr><td {attribute}>a<td>b</tr><tr><td>c<td>d</tr></table>"))


def test_a_table_over_the_limit_of_cells_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<table>" + "<tr><td colspan=1000>a</td><td>b</td></tr>" * 50 + "</table>")
    with pytest.raises(UnreadableDocumentError, match="demasiado grandes"):
        HtmlReader().read(tmp_path / "a.html", Limits(cells=20_000))


@pytest.mark.parametrize(
    ("content", "why"),
    [(b"", "vacío"), (b"<body><nav>x</nav></body>", "no contiene texto"), (b"\x00\x01GIF", "binario")],
)
def test_pages_without_content_are_refused_in_one_sentence(read: Any, content: bytes, why: str) -> None:
    with pytest.raises(UnreadableDocumentError, match=why) as refusal:
        read(content)
    assert refusal.value.hint
