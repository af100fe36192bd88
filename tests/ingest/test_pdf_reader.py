"""PDFs: what is read, what is said of what cannot be, and what a hostile one may not do."""

from __future__ import annotations

import re
import time
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pypdf
import pytest

from assistant.errors import UnreadableDocumentError
from ingest.documents import BlockKind, ParsedDocument
from ingest.readers import Limits, read_document
from ingest.readers.pdf.structure import inspect
from ingest.readers.pdf.text import PdfiumDocument
from tests.ingest import pdf_samples as sample
from tests.ingest.pdf_samples import LOREM, Text, lines

LIMITS = Limits()


def read(path: Path, data: bytes, limits: Limits = LIMITS) -> ParsedDocument:
    path.write_bytes(data)
    return read_document(path, limits)


def refusal(path: Path, data: bytes, limits: Limits = LIMITS) -> UnreadableDocumentError:
    with pytest.raises(UnreadableDocumentError) as caught:
        read(path, data, limits)
    error = caught.value
    assert path.name in error.user_message
    assert str(path.parent) not in str(error), "no path outside the user's data"
    assert error.hint, "every refusal says what to do"
    return error


def letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "informe.pdf"


@pytest.fixture(scope="module")
def constitution(shared_data: Path) -> ParsedDocument:
    return read_document(shared_data / "pdf" / "constitucion-2015.pdf")


class TestRealDocuments:
    """Laws as their portals publish them: two columns, bytes before the header, a missing end."""

    def test_articles_of_two_columns_come_in_their_order(self, constitution: ParsedDocument) -> None:
        numbers = [
            int(match[1])
            for block in constitution.blocks
            if block.page_index is not None and block.page_index < 106  # the transitory ones count anew
            if (match := re.match(r"Artículo (\d+)[°.]", block.text))
        ]
        # One is cited in the text of a reform: the eighth article of a legislative act, inside article 237.
        assert [number for number, after in pairwise(numbers) if after < number] == [237]
        assert set(range(1, 381)) == set(numbers)

    def test_words_cut_at_the_end_of_a_line_are_whole(self, constitution: ParsedDocument) -> None:
        first = next(block for block in constitution.blocks if block.text.startswith("Artículo 2°."))
        assert "promover la prosperidad general" in first.text
        assert first.text.endswith("asegurar la convivencia pacífica y la vigencia de un orden justo.")
        assert not any("\ufffe" in block.text for block in constitution.blocks)

    def test_headings_give_each_article_its_place(self, constitution: ParsedDocument) -> None:
        article = next(block for block in constitution.blocks if block.text.startswith("Artículo 339."))
        assert article.heading_path[-2:] == (
            "TÍTULO XII. DEL RÉGIMEN ECONÓMICO Y DE LA HACIENDA PÚBLICA",
            "CAPÍTULO 2. DE LOS PLANES DE DESARROLLO",
        )
        assert (article.page_index, article.page_label) == (92, "92"), "the page prints 92; a viewer calls it 93"

    def test_headers_and_footers_are_nowhere(self, constitution: ParsedDocument) -> None:
        assert not [block.text for block in constitution.blocks if "CONSTITUCIÓN POLÍTICA COLOMBIA" in block.text]
        assert not [block.text for block in constitution.blocks if re.search(r"\(Artículos? \d", block.text)]

    @pytest.mark.parametrize(
        "name", ["constitucion-2015", "ley-1152-2007", "ley-160-1994", "ley-5-1992", "pnd-2022-2026-texto-conciliado"]
    )
    def test_no_letter_of_the_text_is_lost(self, shared_data: Path, name: str) -> None:
        from ingest.readers.pdf.pages import without_running_lines

        path = shared_data / "pdf" / f"{name}.pdf"
        with PdfiumDocument(path.read_bytes()) as document:
            pages = [page for index in range(document.pages) if (page := document.page(index))]
        expected = "".join(line.text for page in without_running_lines(pages)[0] for line in page.lines)
        found = "".join(block.text for block in read_document(path).blocks)
        assert sorted(letters(found)) == sorted(letters(expected))

    def test_a_portals_own_metadata_is_kept_and_its_title_replaced_by_a_readable_one(self, shared_data: Path) -> None:
        law = read_document(shared_data / "pdf" / "ley-160-1994.pdf")
        assert law.title == "Ley 160 de 1994"
        assert law.metadata["author"] == "Departamento Administrativo de la Función Pública"
        assert law.metadata["created"] == "2022-11-21"
        assert law.pages == 41
        assert law.warnings == ()

    def test_entities_that_a_portal_printed_are_letters(self, shared_data: Path) -> None:
        law = read_document(shared_data / "pdf" / "ley-5-1992.pdf")
        assert any(block.text.startswith("ARTÍCULO 291. Declaración de Impedimentos.") for block in law.blocks)
        assert not any("&" in block.text and "acute" in block.text for block in law.blocks)

    def test_slides_have_their_titles_as_headings(self, shared_data: Path) -> None:
        slides = read_document(shared_data / "pdf" / "dnp-guia-definicion-de-productos.pdf")
        headings = {block.text for block in slides.blocks if block.kind is BlockKind.HEADING}
        assert {"¿Qué es un producto?", "Inversión Pública", "Tips generales sobre productos"} <= headings

    def test_a_scan_is_refused_with_what_to_do(self, shared_data: Path) -> None:
        with pytest.raises(UnreadableDocumentError, match="está escaneado") as caught:
            read_document(shared_data / "pdf" / "escaneado-ley-200-1936.pdf")
        assert "OCR" in caught.value.hint

    def test_sixty_pages_a_second_and_five_times_pypdf(self, shared_data: Path) -> None:
        def pages_a_second(path: Path) -> float:
            began = time.process_time()
            return read_document(path).pages / (time.process_time() - began)

        path = shared_data / "pdf" / "ley-160-1994.pdf"
        read_document(path)
        began = time.process_time()
        for page in pypdf.PdfReader(path).pages[:5]:
            page.extract_text()
        pypdf_alone = 5 / (time.process_time() - began)
        ours = max(pages_a_second(path) for _ in range(3))
        assert ours >= 60
        assert ours >= 5 * pypdf_alone

    @pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
    def test_a_download_that_broke_off_is_read_as_far_as_it_goes(
        self, shared_data: Path, path: Path, share: float
    ) -> None:
        data = (shared_data / "pdf" / "pnd-2022-2026-texto-conciliado.pdf").read_bytes()
        document = read(path, data[: int(len(data) * share)])
        assert 0.3 * 262 <= document.pages < 262
        assert "El archivo está incompleto" in document.warnings[0]
        first = "ARTÍCULO 1°. OBJETIVOS DEL PLAN NACIONAL DE DESARROLLO."
        assert any(block.text.startswith(first) and block.page_index == 0 for block in document.blocks)


class TestStructure:
    def test_text_headings_and_pages(self, path: Path) -> None:
        title = [Text(72, 740, "Guía de empalme", 22)]
        document = read(path, sample.pdf([[*title, *lines(LOREM)], lines(["Otro texto en la segunda hoja."])]))
        assert document.title == "Guía de empalme"
        assert document.pages == 2
        assert [(block.kind, block.page_index, block.page_label) for block in document.blocks] == [
            (BlockKind.HEADING, 0, "1"),
            (BlockKind.PARAGRAPH, 0, "1"),
            (BlockKind.PARAGRAPH, 1, "2"),
        ]
        assert document.blocks[1].text == " ".join(LOREM)
        assert document.blocks[1].heading_path == ("Guía de empalme",)

    def test_the_labels_of_the_file_are_the_labels_of_the_blocks(self, path: Path) -> None:
        labels = "/PageLabels << /Nums [0 << /S /r >> 1 << /S /D /St 1 >>] >>"
        document = read(path, sample.pdf([lines(["Presentación del documento."]), lines(LOREM)], catalog=labels))
        assert [block.page_label for block in document.blocks] == ["i", "1"]

    def test_the_outline_of_the_file_makes_headings_of_plain_lines(self, path: Path) -> None:
        outline = {
            900: b"<< /Type /Outlines /First 901 0 R /Last 901 0 R /Count 1 >>",
            901: b"<< /Title (Comisi\\363n de empalme) /Parent 900 0 R /Dest [10 0 R /Fit] >>",
        }
        page = [*lines(["Comisión de empalme"], top=720), *lines(LOREM)]
        document = read(path, sample.pdf([page], catalog="/Outlines 900 0 R", more=outline))
        assert (document.blocks[0].kind, document.blocks[0].text) == (BlockKind.HEADING, "Comisión de empalme")

    def test_a_page_that_is_shown_turned_is_read_like_any_other(self, path: Path) -> None:
        upright = read(path, sample.pdf([lines(LOREM)]))
        for turn in (90, 180, 270):
            turned = read(path, sample.pdf([lines(LOREM, turn=turn)], page=f"/Rotate {turn}"))
            assert [block.text for block in turned.blocks] == [block.text for block in upright.blocks]

    def test_pdfium_stands_in_where_pypdf_fails(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(pypdf.PdfReader, "pages", property(lambda self: 1 / 0))
        labels = "/PageLabels << /Nums [0 << /S /D /St 31 >>] >>"
        document = read(path, sample.pdf([lines(LOREM)], catalog=labels))
        assert [(block.text, block.page_label) for block in document.blocks] == [(" ".join(LOREM), "31")]

    def test_pypdf_stands_in_where_pdfium_fails(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def fail(self: PdfiumDocument, data: bytes) -> None:
            raise ValueError

        monkeypatch.setattr(PdfiumDocument, "__init__", fail)
        document = read(path, sample.pdf([lines(LOREM)]))
        assert " ".join(block.text for block in document.blocks) == " ".join(LOREM)


class TestWhatCannotBeRead:
    def test_an_empty_file_is_refused(self, path: Path) -> None:
        assert "está vacío" in refusal(path, b"").user_message

    def test_a_missing_file_is_refused(self, path: Path) -> None:
        with pytest.raises(UnreadableDocumentError, match=r"No se pudo abrir el archivo «informe\.pdf»"):
            read_document(path)

    def test_a_password_is_asked_for_where_one_is_needed(self, path: Path) -> None:
        data = sample.encrypted(sample.pdf([lines(LOREM)]), user="secreto")
        assert "protegido con contraseña" in refusal(path, data).user_message

    def test_an_encrypted_file_that_opens_without_a_password_is_read(self, path: Path) -> None:
        document = read(path, sample.encrypted(sample.pdf([lines(LOREM)]), user=""))
        assert document.blocks[0].text == " ".join(LOREM)

    def test_a_scan_is_refused_and_a_scanned_page_among_others_is_named(self, path: Path) -> None:
        assert "está escaneado" in refusal(path, sample.picture(3)).user_message
        writer = pypdf.PdfWriter()
        for data in (sample.pdf([lines(LOREM)]), sample.picture(1)):
            writer.append(BytesIO(data))
        writer.write(path)
        document = read_document(path)
        assert document.warnings == (
            "Parte del archivo está escaneada y no tiene texto (página 2): lo que diga no se podrá consultar.",
        )

    def test_blank_pages_are_not_taken_for_scans(self, path: Path) -> None:
        assert "no tiene texto que se pueda leer" in refusal(path, sample.pdf([[], []])).user_message
        assert read(path, sample.pdf([[], lines(LOREM)])).warnings == ()

    def test_a_file_that_only_begins_like_a_pdf_is_refused(self, path: Path) -> None:
        assert "incompleto o dañado" in refusal(path, b"%PDF-1.7\n" + b"\x00\xff" * 5000).user_message

    def test_a_truncated_file_without_any_whole_page_is_refused(self, path: Path) -> None:
        assert "incompleto o dañado" in refusal(path, sample.pdf([lines(LOREM)])[:200]).user_message

    def test_bytes_before_the_header_and_a_missing_end_do_no_harm(self, path: Path) -> None:
        data = b"\t" + sample.pdf([lines(LOREM)]).removesuffix(b"%%EOF\n")
        assert read(path, data).blocks[0].text == " ".join(LOREM)

    def test_a_file_or_a_document_beyond_the_limits_is_refused(self, path: Path) -> None:
        data = sample.pdf([lines(LOREM)] * 3)
        assert "el máximo es" in refusal(path, data, Limits(file_bytes=500)).user_message
        assert "dice tener 3 páginas y el máximo es 2" in refusal(path, data, Limits(pages=2)).user_message
        assert read(path, data, Limits(pages=3)).pages == 3


class TestHostileFiles:
    """Each of these has made some reader exhaust a machine; none may take long here, or much memory."""

    @pytest.mark.timeout(20)
    @pytest.mark.parametrize(
        "data",
        [
            pytest.param(lambda: sample.deep_page_tree(10_000), id="page tree of 10,000 levels"),
            pytest.param(lambda: sample.many_pages_from_few_objects(9, 10), id="a billion pages from ten objects"),
            pytest.param(lambda: sample.bomb(300), id="content that unpacks to 300 MB"),
            pytest.param(lambda: sample.bomb(300, layers=2), id="300 MB compressed twice, to 1 KB"),
        ],
    )
    def test_it_is_refused_at_once(self, path: Path, data: object) -> None:
        assert callable(data)
        assert "agotaría la memoria" in refusal(path, data()).user_message

    @pytest.mark.timeout(20)
    def test_a_page_count_that_lies_is_not_believed(self, path: Path) -> None:
        data = sample.pdf([lines(LOREM)]).replace(b"/Count 1", b"/Count 900000")
        document = read(path, data)
        assert document.blocks[0].text == " ".join(LOREM)
        assert document.warnings == ("El archivo dice tener 900000 páginas y solo tiene 1.",)

    @pytest.mark.timeout(20)
    def test_a_page_tree_that_names_itself_ends(self, path: Path) -> None:
        data = sample.pdf([lines(LOREM)]).replace(b"/Kids [10 0 R]", b"/Kids [2 0 R 10 0 R]")
        assert " ".join(LOREM) in {block.text for block in read(path, data).blocks}

    @pytest.mark.timeout(20)
    def test_an_outline_that_names_itself_ends(self, path: Path) -> None:
        loop = {
            900: b"<< /Type /Outlines /First 901 0 R /Last 901 0 R >>",
            901: b"<< /Title (Eterno) /Next 901 0 R /First 901 0 R /Dest [10 0 R /Fit] >>",
        }
        data = sample.pdf([lines(LOREM)], catalog="/Outlines 900 0 R", more=loop)
        assert read(path, data).blocks[0].text == " ".join(LOREM)

    def test_a_large_picture_is_no_bomb(self, path: Path) -> None:
        picture = sample.stream(
            b"\xff" * (80 * 1024**2),
            "/Type /XObject /Subtype /Image /Width 8192 /Height 10240 /ColorSpace /DeviceGray /BitsPerComponent 8",
            packed=True,
        )
        assert read(path, sample.pdf([lines(LOREM)], more={900: picture})).blocks[0].text == " ".join(LOREM)

    def test_the_limits_of_pypdf_are_set_back_after_reading(self) -> None:
        before = pypdf.get_configuration()
        assert inspect(sample.pdf([lines(LOREM)])) is not None
        assert pypdf.get_configuration() == before
