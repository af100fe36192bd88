"""From blocks to passages."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from assistant.types import DocumentRecord, Passage, PassageKind
from ingest.chunking import MAX_WORDS, passages
from ingest.documents import Block, BlockKind, Note, ParsedDocument
from ingest.readers import read_document
from ingest.structure import annotate

RECORD = DocumentRecord(id="guia", title="Guía", norm="Ley 951 de 2005")


def cut(*blocks: Block) -> list[Passage]:
    return passages(ParsedDocument(blocks), RECORD)


def words(count: int, word: str = "Palabra") -> str:
    return " ".join([word] * count) + "."


def test_a_short_section_is_one_passage() -> None:
    (only,) = cut(
        Block(words(30), heading_path=("Guía", "Sección")), Block(words(30), heading_path=("Guía", "Sección"))
    )
    assert only.section == "Sección"
    assert len(only.text.split()) == 60


def test_sections_and_articles_are_not_crossed() -> None:
    found = cut(
        Block("Uno.", heading_path=("A",)),
        Block("Dos.", heading_path=("B",)),
        Block("Artículo 1.", heading_path=("B",), article="1"),
        Block("Artículo 2.", heading_path=("B",), article="2"),
    )
    assert [passage.text for passage in found] == ["Uno.", "Dos.", "Artículo 1.", "Artículo 2."]
    assert [passage.article for passage in found] == [None, None, "1", "2"]
    assert [passage.norm for passage in found] == [None, None, RECORD.norm, RECORD.norm]


def test_a_superseded_version_stands_apart_and_is_not_in_force() -> None:
    found = cut(Block("Nuevo.", article="5"), Block("Viejo.", article="5", superseded=True, note=Note()))
    assert [(passage.text, passage.in_force) for passage in found] == [("Nuevo.", True), ("Viejo.", False)]


def test_a_long_text_is_split_evenly_between_sentences() -> None:
    found = cut(Block(" ".join(words(50) for _ in range(5))))
    assert [len(passage.text.split()) for passage in found] in ([150, 100], [100, 150])


def test_a_list_keeps_its_lead_in_on_every_part() -> None:
    lead_in = "El acta contiene lo siguiente:"
    items = [Block(f"{number}. {words(45)}", BlockKind.LIST_ITEM) for number in range(1, 9)]
    found = cut(Block(lead_in), *items)
    assert len(found) > 1
    assert all(passage.text.startswith(lead_in) for passage in found)
    assert all(passage.kind is PassageKind.LIST for passage in found)


def test_table_rows_carry_their_column_names() -> None:
    rows = [
        Block(text, BlockKind.TABLE_ROW, table=1, table_header="Categoría | Límite")
        for text in ("sexta | 80 %", "especial | ")
    ]
    (only,) = cut(*rows)
    assert only.text == "Categoría: sexta; Límite: 80 %\nCategoría: especial"
    assert only.kind is PassageKind.TABLE


def test_a_note_on_a_fact_overrides_its_document() -> None:
    marked, plain = cut(Block("Uno.", note=Note(mark="P", replaced_by="Ley 2056 de 2020")), Block("Dos."))
    assert (marked.mark, marked.replaced_by) == ("P", "Ley 2056 de 2020")
    assert (plain.mark, plain.replaced_by) == (None, None)


@given(
    st.lists(st.tuples(st.integers(1, 400), st.sampled_from([BlockKind.PARAGRAPH, BlockKind.LIST_ITEM])), max_size=12)
)
def test_no_word_is_lost_and_none_is_too_long(shape: list[tuple[int, BlockKind]]) -> None:
    found = cut(*(Block(words(count), kind) for count, kind in shape))
    kept = sum(passage.text.count("Palabra") for passage in found)
    assert kept == sum(count for count, _ in shape)
    assert all(passage.text.count("Palabra") <= MAX_WORDS for passage in found)


def test_real_laws_cut_into_quotable_passages(shared_data: Path) -> None:
    record = DocumentRecord(id="ley-152-1994", title="LEY 152 DE 1994", norm="Ley 152 de 1994")
    found = passages(annotate(read_document(shared_data / "leyes" / "LEY-152-1994.md")), record)
    sizes = [len(passage.text.split()) for passage in found]
    assert max(sizes) <= MAX_WORDS + 60
    (support,) = [
        passage for passage in found if "todas las dependencias de la administración territorial" in passage.text
    ]
    assert support.article == "39"
    assert support.in_force
    assert len({passage.id for passage in found}) == len(found)


def test_a_quote_stands_on_its_own_page_and_not_where_its_passage_begins() -> None:
    blocks = (
        Block("La alcaldía publica el informe.", page_index=0, page_label="i"),
        Block("El concejo lo discute en mayo.", page_index=1, page_label="ii"),
    )
    (passage,) = passages(ParsedDocument(blocks, "Guía"), DocumentRecord("guia", "Guía"))
    assert passage.page_at(0) == (0, "i")
    assert passage.page_at(passage.text.index("El concejo") - 1) == (0, "i")
    assert passage.page_at(passage.text.index("El concejo")) == (1, "ii")
