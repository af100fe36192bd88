"""Conversar: a question, a streamed answer, its sources beside it."""

from __future__ import annotations

import asyncio
import json
import threading
from collections import deque
from collections.abc import AsyncIterator, Iterator
from functools import partial
from typing import Any, TypeVar

import gradio as gr

from assistant import Assistant, RelevoError
from assistant.conversations import Feedback, Rating
from ingest.shelves import shelf_of
from ui.web import replies, texts
from ui.web.chat_view import ChatView, Update, lay_out
from ui.web.kept import on_return
from ui.web.memory import Memory
from ui.web.replies import Conversation, Remember, Status
from ui.web.shell import Shell, owner_of
from ui.web.sources import Picture
from ui.web.tabs import conversations

CONCURRENT_QUESTIONS = 8
_QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
_Item = TypeVar("_Item")

# Gradio ignores a question until it has closed the one before, a while after the end of its answer is shown. So the button
# to ask goes, without a word to the server, when something is asked, and comes back when Gradio is ready.
_WAITS = f"{{ __type__: 'update', submit_btn: false, stop_btn: {json.dumps(texts.STOP)} }}"
_TAKES = f"(written) => written.trim() ? [written, {{ ...{_WAITS}, value: '' }}] : ['', {{ __type__: 'update' }}]"


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

    def asked(
        question: str, before: Conversation, kept: str, entity: str, request: gr.Request
    ) -> AsyncIterator[Update]:
        owner = owner_of(request)
        before = before or _recalled(memory, kept)
        remember = partial(memory.remember, owner=owner)
        return _answer(assistant, view, question, before, entity, remember, shelf_of(owner))

    async def ask(
        question: str, before: Conversation, kept: str, entity: str, request: gr.Request
    ) -> AsyncIterator[Update]:
        async for update in asked(question.strip(), before, kept, entity, request):
            yield update

    async def ask_example(
        chosen: gr.SelectData, before: Conversation, kept: str, entity: str, request: gr.Request
    ) -> AsyncIterator[Update]:
        async for update in asked(chosen.value["text"], before, kept, entity, request):
            yield update

    async def say_which(place: int, before: Conversation, kept: str, request: gr.Request) -> AsyncIterator[Update]:
        """The question before, for the entity of the button: its name goes on from it as a reader's own words would."""
        before = before or _recalled(memory, kept)
        chosen = before[-1].asks_back[place]
        async for update in asked(chosen.label, before, kept, chosen.code, request):
            yield update

    taken = gr.Textbox(visible="hidden", label=texts.QUESTION_LABEL)
    view.question.submit(None, [view.question], [taken, view.question], js=_TAKES, api_visibility="private")
    with_entity = [view.conversation, view.kept, shell.entity]
    answering = [
        _on(view, view.question.submit, ask, [taken, *with_entity]),
        _on_tap(view, view.chat.example_select, ask_example, with_entity),
        *[_on_tap(view, button.click, ask, [button, *with_entity]) for button in view.suggested],
        *[
            _on_tap(view, button.click, say_which, [gr.State(place), view.conversation, view.kept])
            for place, button in enumerate(view.choice)
        ],
    ]
    # What was under way ends first; otherwise its next words could come after what the control does.
    ended = view.question.stop(None, cancels=answering, api_visibility="private")
    ended.then(view.stops, [view.conversation], view.parts, **_QUIET)
    for forgets in (view.clear.click, view.chat.clear):
        _hide_the_button(view, forgets)
        forgets(None, cancels=answering, api_visibility="private").then(view.starts_over, [], view.parts, **_QUIET)
    return answering


def _on(view: ChatView, event: Any, act: Any, inputs: list[Any]) -> Any:
    """Answer on an event, and let its reader ask again afterwards."""

    def settle(conversation: Conversation) -> Update:
        if conversation and conversation[-1].status is Status.ASKING:
            return {view.thanks: gr.skip()}  # its reader ended it, and what did so shows the rest
        return view.settles(conversation)

    asking = event(act, inputs, view.said, concurrency_limit=CONCURRENT_QUESTIONS, concurrency_id="questions", **_QUIET)
    asking.success(settle, [view.conversation], view.around, queue=False, **_QUIET)
    return asking


def _on_tap(view: ChatView, event: Any, act: Any, inputs: list[Any]) -> Any:
    """Answer on an event that is not the box's."""
    _hide_the_button(view, event)
    return _on(view, event, act, inputs)


def _hide_the_button(view: ChatView, event: Any) -> None:
    event(None, None, [view.question], js=f"() => ({_WAITS})", api_visibility="private")


def _recalled(memory: Memory, kept: str) -> Conversation:
    """The conversation that a page is at, where the server has forgotten the page: it began anew, or many came since."""
    return memory.recall(kept) if kept else ()


def _wire_return(shell: Shell, memory: Memory, view: ChatView) -> None:
    def resume(conversation_id: str) -> Update:
        """The conversation that the browser was at, which it goes on knowing when it cannot be read now."""
        if not conversation_id:
            return {view.question: gr.skip()}
        return {**view.rests(memory.recall(conversation_id)), view.kept: conversation_id}

    on_return(shell.blocks, view.kept, resume, view.parts)


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
    growing = replies.ask(assistant, question, before, remember, entity, shelf)
    yield view.waits((*before, next(growing)))
    async for reply in _latest(growing):
        yield view.waits((*before, reply))


async def _latest(items: Iterator[_Item]) -> AsyncIterator[_Item]:
    """The items of an iterator that blocks, drawn in a thread, so that an answer can be interrupted also while it thinks.

    Who takes longer than the next ones need is given the last of those that came meanwhile.
    """
    loop = asyncio.get_running_loop()
    newest: deque[_Item] = deque(maxlen=1)
    news, heard_enough = asyncio.Event(), threading.Event()

    def draw() -> None:
        for item in items:
            if heard_enough.is_set():
                return
            newest.append(item)
            loop.call_soon_threadsafe(news.set)

    drawing = loop.run_in_executor(None, draw)
    drawing.add_done_callback(lambda _: news.set())
    try:
        while newest or not drawing.done():
            await news.wait()
            news.clear()
            if newest:
                yield newest.popleft()
    finally:
        heard_enough.set()
    await drawing
