"""A list that was cut across passages is said whole, each piece quoted where it stands."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant import Assistant, Settings
from assistant.answering.generator import Claim
from assistant.answering.lists import MAX_LIST_WORDS, whole_list
from assistant.answering.units import units
from assistant.answering.verification import objections
from assistant.retrieval import Embedder
from assistant.types import Passage, Turn
from ingest.build import build_index
from tests.assistant.factories import listing

LEAD_IN = "El acta contiene:"


def section(*texts: str) -> list[Passage]:
    return [listing(text, identifier=f"doc#{place:04}", position=place) for place, text in enumerate(texts)]


def said(passages: list[Passage], place: int, number: int = -1) -> str | None:
    """The list of which a unit of a passage is a piece."""
    whole = whole_list(units(passages[place])[number], lambda _: passages)
    if whole is None:
        return None
    by_id = {passage.id: passage for passage in passages}
    assert objections(Claim(whole.text, whole.quotes), by_id) == []
    assert {passage.id for passage in whole.read} == {quote.passage_id for quote in whole.quotes} - {passages[place].id}
    return whole.text


@pytest.mark.parametrize("found", [0, 1, 2])
def test_whichever_piece_was_found_the_list_is_whole_and_introduced_once(found: int) -> None:
    passages = section(
        f"Es un deber. {LEAD_IN}\n1. Informe.\n2. Recursos.",
        f"Es un deber. {LEAD_IN}\n3. Planta.\n4. Obras.",
        "5. Presupuesto.\n6. Contratos.\nSe entrega en quince días.",
    )
    number = 0 if found == 2 else -1
    items = "1. Informe.\n2. Recursos.\n3. Planta.\n4. Obras.\n5. Presupuesto.\n6. Contratos."
    assert said(passages, found, number) == f"{LEAD_IN}\n{items}"


def test_what_introduces_a_list_may_stand_in_the_passage_before() -> None:
    assert said(section(LEAD_IN, "- Informe.\n- Recursos."), 1) == f"{LEAD_IN}\n- Informe.\n- Recursos."


@pytest.mark.parametrize(
    ("last", "first"), [("- a", "- b"), ("9. a", "10. b"), ("n) a", "ñ) b"), ("n) a", "o) b"), ("iii) a", "iv) b")]
)
def test_items_go_on_by_their_markers(last: str, first: str) -> None:
    passages = section(f"{LEAD_IN}\n{last}", first)
    assert said(passages, 0) == f"{LEAD_IN}\n{last}\n{first}"


@pytest.mark.parametrize(
    ("last", "first"),
    [
        ("2. a", "1. b"),
        ("2. a", "4. b"),
        ("- a", "• b"),
        ("b) a", "1. b"),
        ("1. a", "Otra cosa."),
        ("1. a", "Faltan:\n2. b"),
    ],
)
def test_another_list_stays_another(last: str, first: str) -> None:
    assert said(section(f"{LEAD_IN}\n{last}", first), 0) is None


def test_a_list_that_its_passage_holds_whole_is_left_alone() -> None:
    assert said(section(f"{LEAD_IN}\n1. Informe.", "Se firma."), 0) is None
    assert said(section("Se firma."), 0) is None


def test_of_a_list_too_long_for_a_phone_a_part_is_given_and_that_is_known() -> None:
    item = "palabra " * 150
    passages = section(LEAD_IN + f"\n1. {item}", f"2. {item}", f"3. {item}")
    whole = whole_list(units(passages[0])[-1], lambda _: passages)
    assert whole is not None
    assert whole.goes_on
    assert [quote.passage_id for quote in whole.quotes] == ["doc#0000", "doc#0001"]
    assert len(whole.text.split()) <= MAX_LIST_WORDS


ITEMS = [
    f"{number}. Inventario del estante {number}: las cajas con sus rótulos, las llaves, los sellos, las balanzas, los costales "
    "y las herramientas que queden, con su estado y quién las recibe."
    for number in range(1, 13)
]


@pytest.fixture(scope="module")
def warehouse(embedder: Embedder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """An assistant over one made document, whose list no passage can hold."""
    folder = tmp_path_factory.mktemp("bodega")
    lines = [
        "# Manual de la bodega",
        "## ¿Qué debe contener el acta de la bodega?",
        "El acta de la bodega debe contener:",
    ]
    (folder / "bodega.md").write_text("\n\n".join([*lines, "\n".join(ITEMS)]), encoding="utf-8")
    settings = Settings(data_dir=folder / "datos", refusal_threshold=0.0)
    build_index(settings.index_dir, embedder, settings.corpus_dir, [str(folder / "bodega.md")])
    assistant = Assistant.open(settings)
    yield assistant
    assistant.retriever.index.close()


def test_an_answer_says_the_whole_list_of_a_document_and_cites_every_piece(warehouse: Assistant) -> None:
    answer = warehouse.ask(Turn("¿Qué debe contener el acta de la bodega?"))
    (document,) = warehouse.retriever.index.documents
    pieces = warehouse.retriever.index.lexical.of_document(document)
    assert len(pieces) > 1
    assert len(answer.statements) == 1  # what was said whole is not said again in pieces
    assert answer.statements[0].text.split("\n")[1:] == ITEMS
    assert {citation.passage_id for citation in answer.citations} == {piece.id for piece in pieces}


def test_a_section_is_found_from_any_of_its_passages_and_nothing_else_is(assistant: Assistant) -> None:
    lexical = assistant.retriever.index.lexical
    checked = 0
    for document in list(assistant.retriever.index.documents)[::10]:
        passages = lexical.of_document(document)
        for passage in passages:
            section = lexical.section_of(passage)
            checked += len(section) > 1
            assert passage in section
            assert {each.section for each in section} == {passage.section}
            assert [each.position for each in section] == list(range(section[0].position, section[-1].position + 1))
    assert checked


def test_what_introduces_a_list_is_said_with_it_though_it_stands_alone_in_its_passage(assistant: Assistant) -> None:
    answer = assistant.ask(Turn("pasos del empalme"))
    assert answer.statements
    assert len([line for line in answer.statements[0].text.split("\n") if line[:1].isdigit()]) >= 8
