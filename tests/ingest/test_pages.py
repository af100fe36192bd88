"""Lines into pages, paragraphs and headings: what a reader of PDFs owes to whoever quotes them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.documents import Block, BlockKind
from ingest.readers.pdf.headings import OutlineEntry, blocks_of
from ingest.readers.pdf.pages import (
    HYPHEN_MARK,
    Line,
    Page,
    body_height,
    clean,
    in_reading_order,
    printed_labels,
    typewriter_page,
    without_running_lines,
)
from ingest.readers.pdf.paragraphs import compound_words, join_lines, paragraphs_of

WORDS = st.text(alphabet="abcdefghilmnopqrstuvzáéíóúñ", min_size=4, max_size=14)
BODY = [f"Renglón {word} del texto de la página." for word in ("uno", "dos", "tres", "cuatro", "cinco", "seis")]


def sheet(index: int, *rows: tuple[float, float, str], height: float = 10) -> Page:
    """A page of 800 points: (left, top, text), six points a letter."""
    placed = (Line(text, left, top, left + 6 * len(text), height) for left, top, text in rows)
    return Page(index, 800, tuple(placed))


def with_body(index: int, *rows: tuple[float, float, str]) -> Page:
    return sheet(index, *rows, *((70, 200 + 12 * row, f"{text} {index}") for row, text in enumerate(BODY)))


def texts(pages: list[Page]) -> list[list[str]]:
    return [[line.text for line in page.lines] for page in pages]


def read(*pages: str) -> list[Block]:
    laid = [typewriter_page(index, text) for index, text in enumerate(pages)]
    body = body_height(laid)
    return blocks_of(paragraphs_of(laid, body), (), [str(index + 1) for index in range(len(pages))], body)


class TestRunningLines:
    def test_headers_footers_and_page_numbers_go_and_the_text_stays(self) -> None:
        pages = [
            with_body(n, (70, 30, "Departamento Nacional"), (70, 760, f"Ley 160 de 1994 {n + 1} Gestor"))
            for n in range(5)
        ]
        kept, removed = without_running_lines(pages)
        assert texts(kept) == [[f"{text} {n}" for text in BODY] for n in range(5)]
        assert removed[2] == ["Departamento Nacional", "Ley 160 de 1994 3 Gestor"]

    def test_odd_and_even_pages_may_have_different_headers(self) -> None:
        pages = [with_body(n, (70, 30, f"{n} PLAN" if n % 2 else f"DESARROLLO {n}")) for n in range(10)]
        assert all(len(page) == len(BODY) for page in texts(without_running_lines(pages)[0]))

    def test_a_row_of_a_table_whose_figures_change_from_page_to_page_stays(self) -> None:
        rows = [f"Municipio {value} habitantes" for value in (310, 725, 118, 904, 266)]
        pages = [with_body(n, (70, 100, row), (70, 112, "Siguiente fila")) for n, row in enumerate(rows)]
        assert [page[0] for page in texts(without_running_lines(pages)[0])] == rows

    def test_chapters_that_open_pages_at_the_same_height_stay(self) -> None:
        pages = [with_body(n, (250, 60, f"CAPÍTULO {n + 1}")) for n in range(5)]
        assert [page[0] for page in texts(without_running_lines(pages)[0])] == [f"CAPÍTULO {n}" for n in range(1, 6)]

    def test_a_title_in_large_print_stays_when_few_slides_repeat_it(self) -> None:
        pages = [with_body(n) for n in range(10)]
        for n in (3, 4, 5):
            title = Line("Programas y proyectos", 70, 40, 400, 26)
            pages[n] = Page(n, 800, (title, *pages[n].lines))
        assert all("Programas y proyectos" in texts(without_running_lines(pages)[0])[n] for n in (3, 4, 5))

    def test_a_footer_of_one_page_goes_where_all_the_others_have_theirs(self) -> None:
        pages = [with_body(n, (70, 760, f"De las leyes (artículos {7 * n} a {7 * n + 5})")) for n in range(12)]
        pages[6] = with_body(6, (70, 760, "Del Senado (artículo 42)"))
        assert texts(without_running_lines(pages)[0])[6] == [f"{text} 6" for text in BODY]

    def test_one_page_alone_keeps_all_it_says(self) -> None:
        page = with_body(0, (70, 30, "Alcaldía de Sopó"), (300, 770, "1"))
        assert without_running_lines([page]) == ([page], {})

    @settings(deadline=None)  # a busy machine is no failure
    @given(st.lists(st.lists(st.text("abc 123", min_size=1, max_size=8), max_size=6), max_size=8))
    def test_nothing_outside_the_margins_is_ever_removed(self, rows: list[list[str]]) -> None:
        pages = [
            sheet(n, *((70, 200 + 12 * row, text) for row, text in enumerate(lines))) for n, lines in enumerate(rows)
        ]
        assert without_running_lines(pages) == (pages, {})


class TestPrintedLabels:
    def test_the_number_that_counts_with_the_pages_is_the_label(self) -> None:
        removed = {n: [f"Ley 160 de 1994 {n - 1} Gestor"] for n in range(2, 8)}
        assert printed_labels(removed, 8) == [None, None, "1", "2", "3", "4", "5", "6"]

    def test_roman_numbers_before_the_arabic_ones_are_kept_as_printed(self) -> None:
        removed = {n: [["i", "ii", "iii", "iv"][n] if n < 4 else str(n - 3)] for n in range(9)}
        assert printed_labels(removed, 9) == ["i", "ii", "iii", "iv", "1", "2", "3", "4", "5"]

    def test_a_page_that_prints_no_number_continues_the_count(self) -> None:
        removed = {n: [f"Página {n + 11} de 90"] for n in range(8) if n != 4}
        assert printed_labels(removed, 8)[4] == "15"  # type: ignore[index]

    def test_numbers_that_do_not_count_are_no_labels(self) -> None:
        assert printed_labels({n: ["Ley 152 de 1994"] for n in range(9)}, 9) is None
        assert printed_labels({}, 3) is None


class TestCleaning:
    @pytest.mark.parametrize(
        ("raw", "expected"),
        [
            ("ﬁnanciación del ﬂujo", "financiación del flujo"),
            ("art&iacuteculo 5Âª, secci&oacuten", "artículo 5ª, sección"),
            ("SECCI&OacuteN 2Âº", "SECCIÓN 2º"),
            ("Alcaldi\u0301a\u00a0de\u200b Pasto", "Alcaldía de Pasto"),
            ("\uf0b7 Salud", "• Salud"),
            ("AT&T y R&D", "AT&T y R&D"),
        ],
    )
    def test_what_programs_leave_in_a_text_is_made_good(self, raw: str, expected: str) -> None:
        assert clean(raw) == expected

    @settings(deadline=None)  # a busy machine is no failure
    @given(st.text())
    def test_cleaning_twice_changes_nothing_more(self, text: str) -> None:
        assert clean(clean(text)) == clean(text)


class TestHyphens:
    @settings(deadline=None)  # a busy machine is no failure
    @given(WORDS, st.integers(1, 13), st.sampled_from(["-", "\u00ad", HYPHEN_MARK]))
    def test_a_word_that_the_printer_cut_is_whole_again(self, word: str, place: int, mark: str) -> None:
        cut = min(place, len(word) - 1)
        assert join_lines([f"el {word[:cut]}{mark}", f"{word[cut:]} sigue"]) == f"el {word} sigue"

    @pytest.mark.parametrize(
        ("lines", "expected"),
        [
            (["el departamento de Caquetá-", "Putumayo"], "el departamento de Caquetá-Putumayo"),
            (["en el período 2022-", "2026 se"], "en el período 2022-2026 se"),
            (["a cargo de la Agencia -ANT-", "y del Ministerio"], "a cargo de la Agencia -ANT- y del Ministerio"),
            (["lo dijo -", "según consta"], "lo dijo - según consta"),
            (["de\u00adsa\u00ad", "rro\u00adllo"], "desarrollo"),
        ],
    )
    def test_a_hyphen_that_is_the_writers_stays(self, lines: list[str], expected: str) -> None:
        assert join_lines(lines) == expected

    def test_a_compound_that_the_document_writes_elsewhere_keeps_its_hyphen(self) -> None:
        compounds = compound_words(["el enfoque étnico-racial y otros"])
        assert (
            join_lines(["género, étnico-", "racial y socio-", "económico"], compounds)
            == "género, étnico-racial y socioeconómico"
        )

    @settings(deadline=None)  # a busy machine is no failure
    @given(st.lists(WORDS, min_size=1, max_size=12))
    def test_lines_without_hyphens_are_joined_by_one_space(self, words: list[str]) -> None:
        assert join_lines(words) == " ".join(words)


class TestParagraphs:
    def test_lines_of_one_paragraph_are_joined_and_the_next_one_is_not(self) -> None:
        blocks = read(
            "El informe de gestión debe presentarse dentro de los quince\n"
            "días hábiles siguientes a la fecha de retiro del cargo.\n"
            "El funcionario que recibe puede pedir aclaraciones hasta por\n"
            "treinta días."
        )
        assert [block.text for block in blocks] == [
            "El informe de gestión debe presentarse dentro de los quince días hábiles siguientes a la fecha de retiro del cargo.",
            "El funcionario que recibe puede pedir aclaraciones hasta por treinta días.",
        ]

    def test_an_article_always_begins_a_paragraph(self) -> None:
        blocks = read(
            "ARTÍCULO 1°. Objeto. Fijar las normas generales para la entrega y\n"
            "recepción de los asuntos y recursos públicos del Estado colombiano,\n"
            "ARTÍCULO 2°. Campo de aplicación. Es aplicable a todas las ramas\n"
            "del poder público.\n"
            "Artículo 3º. Obligación. Todos los servidores públicos la tienen."
        )
        assert [block.text[:11] for block in blocks] == ["ARTÍCULO 1°", "ARTÍCULO 2°", "Artículo 3º"]

    def test_an_article_that_is_cited_begins_none(self) -> None:
        blocks = read(
            "Los informes se rinden según lo que dispone sobre la materia el\n"
            "Artículo 5. de la presente ley, y se publican en la página de la\n"
            "entidad por lo menos un mes."
        )
        assert len(blocks) == 1

    def test_a_paragraph_broken_across_pages_is_one_and_keeps_the_page_where_it_begins(self) -> None:
        blocks = read(
            "El plan de desarrollo se adopta por acuerdo.\n"
            "Todo plan de desarrollo tiene una parte estratégica y un plan de",
            "inversiones de mediano y corto plazo.\n"
            "Las entidades territoriales elaboran y adoptan de manera concertada\n"
            "sus planes.",
        )
        assert [(block.page_label, block.text[:12]) for block in blocks] == [
            ("1", "El plan de d"),
            ("1", "Todo plan de"),
            ("2", "Las entidade"),
        ]
        assert blocks[1].text.endswith("un plan de inversiones de mediano y corto plazo.")

    def test_list_items_stand_alone_with_their_depth(self) -> None:
        blocks = read(
            "El acta de informe de gestión contiene:\n"
            "1. El informe resumido de la gestión;\n"
            "a) recursos financieros;\n"
            "b) talento humano, con la planta de personal y los contratos que\n"
            "siguen vigentes;\n"
            "2. Los reglamentos y manuales.\n"
            "• Un punto"
        )
        assert [(block.kind, block.level) for block in blocks] == [
            (BlockKind.PARAGRAPH, 0),
            (BlockKind.LIST_ITEM, 1),
            (BlockKind.LIST_ITEM, 2),
            (BlockKind.LIST_ITEM, 2),
            (BlockKind.LIST_ITEM, 1),
            (BlockKind.LIST_ITEM, 2),
        ]
        assert blocks[3].text == "b) talento humano, con la planta de personal y los contratos que siguen vigentes;"

    def test_a_number_at_the_start_of_a_line_is_not_always_a_list_item(self) -> None:
        blocks = read(
            "La obligación nace con el artículo 15 de la Ley 951 de 2005 y el numeral\n"
            "4. La sanción por no cumplirla es la que fije el código disciplinario y\n"
            "se impone a quien no entregue."
        )
        assert [block.kind for block in blocks] == [BlockKind.PARAGRAPH]

    def test_the_left_column_comes_before_the_right_one(self) -> None:
        prose = [f"columna de texto corrido {word}" for word in ("a", "b", "c", "d", "e", "f")]
        right = [(400.0, 100 + 12.0 * row, text) for row, text in enumerate(prose)]
        left = [(70.0, 100 + 12.0 * row, text.upper()) for row, text in enumerate(prose)]
        page = sheet(0, *right, *left)
        assert [line.left for line in in_reading_order(page).lines] == [70.0] * 6 + [400.0] * 6

    def test_the_rows_of_a_table_are_not_torn_apart(self) -> None:
        rows = [(left, 100 + 12.0 * row, f"celda larga {row}") for row in range(8) for left in (70.0, 400.0)]
        page = sheet(0, *rows)
        assert in_reading_order(page) == page


class TestHeadings:
    def test_a_division_takes_the_title_below_it_and_nests(self) -> None:
        blocks = read(
            "TÍTULO I\n\nDISPOSICIONES GENERALES\n\nCAPÍTULO II\n\nDEL PLAN DE DESARROLLO\n\n"
            "ARTÍCULO 3°. Los principios generales son los siguientes y rigen todo.\n\n"
            "TÍTULO II\n\nDE LA EJECUCIÓN\n\nARTÍCULO 4°. La ejecución sigue al plan y lo respeta."
        )
        assert [(block.level, block.text) for block in blocks if block.kind is BlockKind.HEADING] == [
            (1, "TÍTULO I. DISPOSICIONES GENERALES"),
            (2, "CAPÍTULO II. DEL PLAN DE DESARROLLO"),
            (1, "TÍTULO II. DE LA EJECUCIÓN"),
        ]
        assert blocks[2].heading_path == ("TÍTULO I. DISPOSICIONES GENERALES", "CAPÍTULO II. DEL PLAN DE DESARROLLO")
        assert blocks[-1].heading_path == ("TÍTULO II. DE LA EJECUCIÓN",)

    def test_a_division_that_a_sentence_names_is_no_heading(self) -> None:
        blocks = read(
            "Las cesiones de que trata el Capítulo 4 del\nTítulo XII de la Constitución Política se conservan."
        )
        assert [block.kind for block in blocks] == [BlockKind.PARAGRAPH]

    def test_figures_in_capitals_and_lists_of_names_are_no_headings(self) -> None:
        blocks = read(
            "SGP 268,8 23,3\n\nTOTAL 1.154,8 100,0\n\nCONGRESO\n\nHACIENDA\n\nDEFENSA\n\nTRANSPORTE\n\nVIVIENDA"
        )
        assert not [block for block in blocks if block.kind is BlockKind.HEADING]

    def test_a_numbered_heading_is_told_from_a_numbered_item(self) -> None:
        blocks = read(
            "2.1 Diagnóstico del municipio\n\nEl municipio tiene una población que crece más que la del departamento.\n\n"
            "1. Presentar el informe ante la contraloría dentro del plazo que fija la ley."
        )
        assert [block.kind for block in blocks] == [BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.LIST_ITEM]

    def test_a_table_of_contents_makes_no_headings(self) -> None:
        blocks = read(
            "Título I\nCapítulo 1. De los derechos ............ 15\nCapítulo 2. De los deberes .......... 18\n"
            "Capítulo 3. Del ambiente ............ 25"
        )
        assert {block.kind for block in blocks} == {BlockKind.PARAGRAPH}
        assert blocks[1].text == "Capítulo 1. De los derechos … 15"

    def test_the_outline_says_which_lines_are_headings_and_how_deep(self) -> None:
        page = typewriter_page(
            0,
            "Empalme\n\nLo que sigue explica cómo se hace la entrega del cargo.\n\n"
            "1. Comisión de empalme\n\nLa integran ambos equipos.",
        )
        outline = (
            OutlineEntry("EMPALME", 0, 0),
            OutlineEntry("Comisión de empalme", 1, 0),
            OutlineEntry("Otra parte", 1, 5),
        )
        blocks = blocks_of(paragraphs_of([page], 1.0), outline, ["7"], 1.0)
        assert [(b.level, b.text, b.heading_path) for b in blocks if b.kind is BlockKind.HEADING] == [
            (1, "Empalme", ()),
            (2, "1. Comisión de empalme", ("Empalme",)),
        ]
        assert blocks[-1].heading_path == ("Empalme", "1. Comisión de empalme")
        assert {block.page_label for block in blocks} == {"7"}
