"""The chat page: a question, a streamed answer, its sources beside it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar, cast

import gradio as gr

from assistant import Assistant
from assistant.conversations import Conversations
from ui.owners import COOKIE, is_token
from ui.web import replies, texts
from ui.web.memory import Memory
from ui.web.replies import Conversation, Remember, Status
from ui.web.sources import earlier, panel, safe

WEB_PATH = "/chat"
CONCURRENT_QUESTIONS = 8
_SUGGESTIONS = 3

Update = dict[Any, Any]
_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class _Page:
    """The parts of the page that a conversation changes."""

    conversation: gr.State
    kept: gr.BrowserState
    chat: gr.Chatbot
    sources: gr.HTML
    earlier: gr.HTML
    suggestions: gr.Column
    suggested: tuple[gr.Button, ...]
    question: gr.Textbox
    clear: gr.Button

    @property
    def parts(self) -> list[Any]:
        """Every part, as Gradio wants its outputs."""
        return [
            self.conversation, self.kept, self.chat, self.sources, self.earlier, self.suggestions, *self.suggested, self.question,
            self.clear,
        ]  # fmt: skip

    def shows(self, conversation: Conversation) -> Update:
        """What to change for the page to show a conversation."""
        offered = conversation[-1].suggestions if conversation else ()
        labels = [*offered, *[""] * _SUGGESTIONS][:_SUGGESTIONS]
        return {
            self.conversation: conversation,
            self.kept: replies.kept_in(conversation),
            self.chat: replies.messages(conversation),
            self.sources: panel(conversation),
            self.suggestions: gr.update(visible=bool(offered)),
            self.clear: gr.update(visible=bool(conversation)),
            **{
                button: gr.update(value=label, visible=bool(label))
                for button, label in zip(self.suggested, labels, strict=True)
            },
        }

    def begins(self, conversation: Conversation) -> Update:
        """The page when a question was just asked: its box empty, and a button to stop in the place of the one to ask."""
        waiting = gr.update(value="", submit_btn=False, stop_btn=texts.STOP)
        return {**self.shows(conversation), self.earlier: earlier(conversation), self.question: waiting}

    def rests(self, conversation: Conversation) -> Update:
        """The page when nothing is being answered."""
        return {**self.shows(conversation), self.question: gr.update(submit_btn=texts.SEND, stop_btn=False)}

    def stops(self, conversation: Conversation) -> Update:
        """The page when its reader has heard enough."""
        return self.rests(tuple(reply.stopped() for reply in conversation))

    def resumes(self, conversation: Conversation) -> Update:
        """The page when its browser comes back to a conversation."""
        return {**self.rests(conversation), self.earlier: earlier(conversation)}

    def starts_over(self) -> Update:
        """The page as it was before the first question."""
        return {**self.rests(()), self.earlier: ""}


def create_web(assistant: Assistant, conversations: Conversations) -> gr.Blocks:
    """The page as a Gradio application; each browser has a conversation of its own, and finds it when it comes back."""
    blocks: gr.Blocks
    with gr.Blocks(title=texts.TITLE, analytics_enabled=False) as blocks:
        with gr.Row(elem_id="heading"):
            gr.HTML(_heading(), js_on_load=None)
            clear = gr.Button(texts.CLEAR, variant="secondary", size="md", scale=0, elem_id="clear", visible=False)
        page = _lay_out(clear)
        gr.HTML(f"<p>{safe(texts.FOOTER)}</p>", elem_id="footer", js_on_load=None)
        _wire(blocks, assistant, Memory(assistant, conversations), page)
    blocks.queue(default_concurrency_limit=CONCURRENT_QUESTIONS)
    return blocks


def _heading() -> str:
    return (
        f"<h1>{safe(texts.TITLE)}</h1><p>{safe(texts.TAGLINE)}</p>"
        f"<button type='button' id='theme' hidden>{safe(texts.DARK)}</button>"
    )


def _lay_out(clear: gr.Button) -> _Page:
    """The parts in reading order, which is also the order of the keyboard; theme.css places them."""
    with gr.Column(elem_id="talk"):
        chat = _chatbot()
        with gr.Column(elem_id="sources"):
            sources = gr.HTML(panel(()), js_on_load=None, elem_id="last-sources")
            past = gr.HTML("", js_on_load=None, elem_id="earlier-sources")
        with gr.Column(elem_id="suggestions", visible=False) as suggestions:
            gr.HTML(f"<h2>{safe(texts.SUGGESTIONS)}</h2>", js_on_load=None)
            suggested = tuple(gr.Button(visible=False, size="md") for _ in range(_SUGGESTIONS))
        with gr.Column(elem_id="composer"):
            question = gr.Textbox(
                label=texts.QUESTION_LABEL,
                placeholder=texts.QUESTION_PLACEHOLDER,
                max_lines=6,
                max_length=2_000,
                submit_btn=texts.SEND,
                stop_btn=False,
            )
    # The id of the conversation is its key, and stays in the browser it belongs to.
    kept = gr.BrowserState("", storage_key="relevo-conversation", secret=texts.TITLE)
    return _Page(gr.State(()), kept, chat, sources, past, suggestions, suggested, question, clear)


def _chatbot() -> gr.Chatbot:
    return gr.Chatbot(
        label=texts.CHAT_LABEL,
        elem_id="chat",
        height=None,
        autoscroll=False,  # the page's script keeps the question in sight instead of the end of the answer
        placeholder=texts.PLACEHOLDER,
        examples=[{"text": text, "display_text": f"{topic}\n{text}"} for topic, text in texts.EXAMPLES],
        buttons=[],
        feedback_options=None,
        allow_tags=False,
        latex_delimiters=[],  # "$" is money here
        layout="bubble",
    )


def _wire(blocks: gr.Blocks, assistant: Assistant, memory: Memory, page: _Page) -> None:
    """What each control does. While a question is being answered the others that could ask are out of sight."""

    def asked(question: str, before: Conversation, request: gr.Request) -> AsyncIterator[Update]:
        owner = request.cookies.get(COOKIE, "")
        remember = partial(memory.remember, owner=owner if is_token(owner) else "")
        return _answer(assistant, page, question, before, remember)

    async def ask(question: str, before: Conversation, request: gr.Request) -> AsyncIterator[Update]:
        async for update in asked(question.strip(), before, request):
            yield update

    async def ask_example(chosen: gr.SelectData, before: Conversation, request: gr.Request) -> AsyncIterator[Update]:
        async for update in asked(chosen.value["text"], before, request):
            yield update

    def resume(conversation_id: str) -> Update:
        return page.resumes(memory.recall(conversation_id)) if conversation_id else {page.question: gr.skip()}

    def on(event: Any, act: Any, inputs: list[Any]) -> Any:
        return event(
            act, inputs, page.parts, show_progress="hidden", api_visibility="private",
            concurrency_limit=CONCURRENT_QUESTIONS,
        )  # fmt: skip

    on(blocks.load, resume, [page.kept])
    answering = [
        on(page.question.submit, ask, [page.question, page.conversation]),
        on(page.chat.example_select, ask_example, [page.conversation]),
        *[on(button.click, ask, [button, page.conversation]) for button in page.suggested],
    ]
    # What was under way ends first; otherwise its next words could come after what the control does.
    on(page.question.stop(None, cancels=answering).then, page.stops, [page.conversation])
    on(page.clear.click(None, cancels=answering).then, page.starts_over, [])
    on(page.chat.clear(None, cancels=answering).then, page.starts_over, [])


async def _answer(
    assistant: Assistant, page: _Page, question: str, before: Conversation, remember: Remember
) -> AsyncIterator[Update]:
    if not question:
        yield {page.question: gr.skip()}  # Gradio empties the whole page when nothing comes
        return
    before = tuple(reply.stopped() for reply in before)
    begun = False
    async for reply in _in_threads(replies.ask(assistant, question, before, remember)):
        conversation = (*before, reply)
        if reply.status is not Status.ASKING:
            yield page.rests(conversation)
        else:
            yield page.shows(conversation) if begun else page.begins(conversation)
        begun = True


async def _in_threads(items: Iterator[_Item]) -> AsyncIterator[_Item]:
    """The items of an iterator that blocks, so that an answer can be interrupted also while it thinks."""
    end = object()
    while (item := await asyncio.to_thread(next, items, end)) is not end:
        yield cast("_Item", item)
