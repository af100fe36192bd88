"""Conversar: a question, a streamed answer, its sources beside it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from functools import partial
from typing import Any, TypeVar, cast

import gradio as gr

from assistant import Assistant, RelevoError
from assistant.conversations import Feedback, Rating
from ingest.shelves import shelf_of
from ui.web import replies, texts
from ui.web.chat_view import ChatView, Update, lay_out
from ui.web.memory import Memory
from ui.web.replies import Conversation, Remember, Status
from ui.web.shell import Shell, owner_of
from ui.web.sources import Picture
from ui.web.tabs import conversations

CONCURRENT_QUESTIONS = 8
_Item = TypeVar("_Item")


def build(shell: Shell, picture: Picture) -> ChatView:
    """Lay the tab out and wire it; each browser has conversations of its own, and finds them when it comes back."""
    memory = Memory(shell.assistant, shell.conversations)
    with gr.Row(elem_id="talks"):
        clear = gr.Button(texts.CLEAR, variant="secondary", size="sm", scale=0, elem_id="clear", visible=False)
        mine = gr.Button(texts.MINE, variant="secondary", size="sm", scale=0, elem_id="mine")
    listing = conversations.lay_out()
    view = lay_out(picture, clear)
    answering = _wire_questions(shell, memory, view)
    _wire_return(shell, memory, view)
    _wire_feedback(memory, view)
    conversations.wire(shell, memory, listing, mine, view, answering)
    return view


def _wire_questions(shell: Shell, memory: Memory, view: ChatView) -> list[Any]:
    """What asks. While a question is being answered the others that could ask are out of sight."""
    assistant = shell.assistant

    def asked(question: str, before: Conversation, entity: str, request: gr.Request) -> AsyncIterator[Update]:
        owner = owner_of(request)
        remember = partial(memory.remember, owner=owner)
        return _answer(assistant, view, question, before, entity, remember, shelf_of(owner))

    async def ask(question: str, before: Conversation, entity: str, request: gr.Request) -> AsyncIterator[Update]:
        async for update in asked(question.strip(), before, entity, request):
            yield update

    async def ask_example(
        chosen: gr.SelectData, before: Conversation, entity: str, request: gr.Request
    ) -> AsyncIterator[Update]:
        async for update in asked(chosen.value["text"], before, entity, request):
            yield update

    async def say_which(place: int, before: Conversation, request: gr.Request) -> AsyncIterator[Update]:
        """The question before, for the entity of the button: its name goes on from it as a reader's own words would."""
        chosen = before[-1].asks_back[place]
        async for update in asked(chosen.label, before, chosen.code, request):
            yield update

    def on(event: Any, act: Any, inputs: list[Any]) -> Any:
        return event(
            act, inputs, view.parts, show_progress="hidden", api_visibility="private",
            concurrency_limit=CONCURRENT_QUESTIONS,
        )  # fmt: skip

    with_entity = [view.conversation, shell.entity]
    answering = [
        on(view.question.submit, ask, [view.question, *with_entity]),
        on(view.chat.example_select, ask_example, with_entity),
        *[on(button.click, ask, [button, *with_entity]) for button in view.suggested],
        *[
            on(button.click, say_which, [gr.State(place), view.conversation])
            for place, button in enumerate(view.choice)
        ],
    ]
    # What was under way ends first; otherwise its next words could come after what the control does.
    on(view.question.stop(None, cancels=answering, api_visibility="private").then, view.stops, [view.conversation])
    for forgets in (view.clear.click, view.chat.clear):
        on(forgets(None, cancels=answering, api_visibility="private").then, view.starts_over, [])
    return answering


def _wire_return(shell: Shell, memory: Memory, view: ChatView) -> None:
    def resume(conversation_id: str) -> Update:
        return view.resumes(memory.recall(conversation_id)) if conversation_id else {view.question: gr.skip()}

    shell.blocks.load(resume, [view.kept], view.parts, show_progress="hidden", api_visibility="private")


def _wire_feedback(memory: Memory, view: ChatView) -> None:
    def rate(conversation: Conversation, rating: Rating, reason: str = "") -> Update:
        feedback = Feedback(rating, reason.strip())
        try:
            memory.rate(conversation[-1], feedback)
        except RelevoError as error:
            raise gr.Error(str(error), print_exception=False) from error
        return view.rated(replies.with_feedback(conversation, feedback))

    def say_why(reason: str, conversation: Conversation) -> Update:
        return rate(conversation, Rating.BAD, reason)

    outputs = view.parts
    view.good.click(
        partial(rate, rating=Rating.GOOD),
        [view.conversation],
        outputs,
        show_progress="hidden",
        api_visibility="private",
    )
    view.bad.click(
        partial(rate, rating=Rating.BAD), [view.conversation], outputs, show_progress="hidden", api_visibility="private"
    )
    view.reason.submit(
        say_why, [view.reason, view.conversation], outputs, show_progress="hidden", api_visibility="private"
    )


async def _answer(
    assistant: Assistant,
    view: ChatView,
    question: str,
    before: Conversation,
    entity: str,
    remember: Remember,
    shelf: str | None,
) -> AsyncIterator[Update]:
    if not question:
        yield {view.question: gr.skip()}  # Gradio empties the whole page when nothing comes
        return
    before = tuple(reply.stopped() for reply in before)
    begun = False
    async for reply in _in_threads(replies.ask(assistant, question, before, remember, entity, shelf)):
        conversation = (*before, reply)
        if reply.status is not Status.ASKING:
            yield view.rests(conversation)
        else:
            yield view.shows(conversation) if begun else view.begins(conversation)
        begun = True


async def _in_threads(items: Iterator[_Item]) -> AsyncIterator[_Item]:
    """The items of an iterator that blocks, so that an answer can be interrupted also while it thinks."""
    end = object()
    while (item := await asyncio.to_thread(next, items, end)) is not end:
        yield cast("_Item", item)
