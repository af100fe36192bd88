"""The page's heading: the name, the theme, and the entity that the whole page works for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

import gradio as gr

from assistant import Assistant
from assistant.indicators.entities import Entity, EntityKind
from ui.web import texts
from ui.web.kept import keep, on_return
from ui.web.safe import safe

RESULTS = 6


@dataclass(frozen=True, slots=True)
class Header:
    """The heading's controls. ``entity`` is the code chosen, ``kept`` what the browser remembers of it."""

    entity: gr.State
    kept: gr.Textbox
    chosen: gr.Button
    chooser: gr.Column
    search: gr.Textbox
    found: gr.HTML
    results: tuple[gr.Button, ...]
    codes: gr.State
    drop: gr.Button
    close: gr.Button


def lay_out() -> Header:
    """The heading, with its chooser closed."""
    kept = keep("relevo-entity")
    with gr.Row(elem_id="heading"):
        gr.HTML(_brand(), js_on_load=None)
        chosen = gr.Button(texts.CHOOSE_ENTITY, variant="secondary", size="md", scale=0, elem_id="entity")
    with gr.Column(elem_id="chooser", visible=False) as chooser:
        search = gr.Textbox(label=texts.SEARCH_ENTITY, placeholder=texts.SEARCH_ENTITY_HINT, max_length=80)
        found = gr.HTML(_told(texts.ENTITY_HELP), js_on_load=None)
        results = tuple(gr.Button(visible=False, size="md", elem_classes="result") for _ in range(RESULTS))
        with gr.Row():
            drop = gr.Button(texts.DROP_ENTITY, variant="secondary", size="md", visible=False)
            close = gr.Button(texts.CLOSE, variant="secondary", size="md")
    return Header(gr.State(""), kept, chosen, chooser, search, found, results, gr.State(()), drop, close)


def wire(header: Header, assistant: Assistant, blocks: gr.Blocks) -> None:
    """What the heading's controls do; the browser's entity comes back when it visits."""
    inside = [header.chooser, header.search, header.found, *header.results, header.codes]

    def find(text: str) -> list[Any]:
        entities = assistant.figures.registry.search(text, RESULTS) if text.strip() else ()
        told = texts.ENTITIES_FOUND if entities else texts.NO_ENTITY_FOUND if text.strip() else texts.ENTITY_HELP
        labels = [full_name(entity) for entity in entities] + [""] * (RESULTS - len(entities))
        buttons = [gr.update(value=label, visible=bool(label)) for label in labels]
        return [_told(told), *buttons, tuple(entity.code for entity in entities)]

    def choose(codes: tuple[str, ...], place: int) -> list[Any]:
        if place >= len(codes):  # Enter with nothing found
            return [gr.skip()] * (4 + len(inside))
        return [*settle(codes[place]), *closed()]

    def choose_first(text: str) -> list[Any]:
        first = assistant.figures.registry.search(text, 1) if text.strip() else ()
        return choose(tuple(entity.code for entity in first), 0)

    def settle(code: str) -> list[Any]:
        """The page for an entity; for none, where the code is no longer known."""
        entity = assistant.figures.registry.get(code) if code else None
        known = entity.code if entity else ""
        label = full_name(entity) if entity else texts.CHOOSE_ENTITY
        return [known, known, gr.update(value=label), gr.update(visible=bool(known))]

    def closed() -> list[Any]:
        return [gr.update(visible=False), "", *find("")]

    private: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    settled = [header.entity, header.kept, header.chosen, header.drop]
    on_return(blocks, header.kept, settle, settled)
    header.chosen.click(lambda: gr.update(visible=True), [], [header.chooser], **private).then(
        None, None, None, js="() => document.querySelector('#chooser input, #chooser textarea').focus()"
    )
    header.search.change(find, [header.search], inside[2:], trigger_mode="always_last", queue=False, **private)
    header.search.submit(choose_first, [header.search], [*settled, *inside], **private)
    for place, button in enumerate(header.results):
        button.click(partial(choose, place=place), [header.codes], [*settled, *inside], **private)
    header.drop.click(lambda: [*settle(""), *closed()], [], [*settled, *inside], **private)
    header.close.click(closed, [], inside, **private)


def full_name(entity: Entity) -> str:
    """An entity as the heading shows it: "Sonsón, Antioquia · 05756 · categoría 6"."""
    name = f"{entity.name}, {entity.department}" if entity.department else entity.name
    if entity.kind is EntityKind.DEPARTMENT:
        name = texts.DEPARTMENT.format(name=entity.name)
    elif entity.kind is EntityKind.CAPITAL_DISTRICT:
        name = entity.name
    category = entity.category or ""
    rank = texts.CATEGORY.get(category) or (texts.CATEGORY_NUMBER.format(category=category) if category else "")
    return " · ".join(filter(None, (name, entity.code, rank)))


def _brand() -> str:
    return (
        f"<h1>{safe(texts.TITLE)}</h1><p>{safe(texts.TAGLINE)}</p>"
        f"<button type='button' id='theme' hidden>{safe(texts.DARK)}</button>"
    )


def _told(message: str) -> str:
    return f"<p role='status'>{safe(message)}</p>"
