"""The parts of the conversation's tab, and what each shows of a conversation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import gradio as gr

from assistant.conversations import Rating
from ui.web import bubbles, replies, texts
from ui.web.kept import keep
from ui.web.replies import Conversation, Status
from ui.web.safe import safe
from ui.web.sources import Picture, earlier, panel

SUGGESTIONS = 3
CHOICES = 6

Update = dict[Any, Any]


@dataclass(frozen=True, slots=True)
class ChatView:
    """The controls that a conversation changes; ``picture`` gives the address of a cited page."""

    picture: Picture
    conversation: gr.State
    kept: gr.Textbox
    chat: gr.Chatbot
    sources: gr.HTML
    earlier: gr.HTML
    choices: gr.Column
    choice: tuple[gr.Button, ...]
    suggestions: gr.Column
    suggested: tuple[gr.Button, ...]
    actions: gr.Row
    copy: gr.Button
    good: gr.Button
    bad: gr.Button
    to_draft: gr.Button
    why: gr.Row
    reason: gr.Textbox
    thanks: gr.HTML
    question: gr.Textbox
    clear: gr.Button

    @property
    def parts(self) -> list[Any]:
        """Every part, as Gradio wants its outputs."""
        return [
            self.conversation, self.kept, self.chat, self.sources, self.earlier, self.choices, *self.choice, self.suggestions,
            *self.suggested, self.actions, self.copy, self.good, self.bad, self.to_draft, self.why, self.reason, self.thanks,
            self.question, self.clear,
        ]  # fmt: skip

    @property
    def said(self) -> list[Any]:
        """The parts that change while an answer grows: few, since Gradio builds every output of an event anew each time."""
        return [self.conversation, self.chat, self.sources, self.earlier, self.question, self.clear]

    @property
    def around(self) -> list[Any]:
        """The other parts, which change once an answer is whole, and the box of the question."""
        return [part for part in self.parts if part is self.question or part not in self.said]

    def rests(self, conversation: Conversation) -> Update:
        """The page when nothing is being answered."""
        return {**self.grows(conversation), **self.settles(conversation)}

    def grows(self, conversation: Conversation) -> Update:
        """What to change while the last answer of a conversation grows: the same parts each time.

        Of an answer that grows Gradio sends how it differs from what was sent before, and when several such differences come
        at once it loses what one of them changes and the next does not name.
        """
        return {
            self.conversation: conversation,
            self.chat: bubbles.messages(conversation),
            self.sources: panel(conversation, self.picture),
            self.earlier: earlier(conversation, self.picture),
            self.clear: gr.update(visible=bool(conversation)),
        }

    def settles(self, conversation: Conversation) -> Update:
        """What to change around a conversation when nothing is being answered, with the button to ask."""
        last = conversation[-1] if conversation else None
        return {
            self.question: gr.update(submit_btn=texts.SEND, stop_btn=False),
            self.kept: replies.kept_in(conversation),
            **_offered(self.choices, self.choice, [choice.label for choice in last.asks_back] if last else []),
            **_offered(self.suggestions, self.suggested, list(last.suggestions) if last else []),
            **self._rated(conversation),
        }

    def _rated(self, conversation: Conversation) -> Update:
        """The controls under the last answer, once it is whole."""
        last = conversation[-1] if conversation else None
        rating = last.feedback.rating if last and last.feedback else None
        done = last is not None and last.status in {Status.ANSWERED, Status.REFUSED}
        return {
            self.actions: gr.update(visible=done),
            self.copy: gr.update(visible=bool(last and (last.citations or last.figures))),
            self.to_draft: gr.update(visible=bool(last and last.statements)),
            self.good: _pressed(texts.HELPFUL, on=rating is Rating.GOOD, visible=bool(last and last.turn)),
            self.bad: _pressed(texts.UNHELPFUL, on=rating is Rating.BAD, visible=bool(last and last.turn)),
            self.why: gr.update(visible=False),
            self.reason: "",
            self.thanks: "",
        }

    def rated(self, conversation: Conversation) -> Update:
        """The page when its reader said what they thought of the last answer; a bad one is asked why."""
        bad = conversation[-1].feedback is not None and conversation[-1].feedback.rating is Rating.BAD
        asks_why = bad and not conversation[-1].feedback.reason  # type: ignore[union-attr]
        thanks = f"<p role='status'>{safe(texts.THANKED)}</p>"
        update = {self.conversation: conversation, **self._rated(conversation)}
        return {**update, self.why: gr.update(visible=asks_why), self.thanks: thanks}

    def waits(self, conversation: Conversation) -> Update:
        """The page while a question is answered: a button to stop in the place of the one to ask.

        While that button is there the style hides what belongs to the answer before.
        """
        return {**self.grows(conversation), self.question: gr.update(submit_btn=False, stop_btn=texts.STOP)}

    def stops(self, conversation: Conversation) -> Update:
        """The page when its reader has heard enough."""
        return self.rests(tuple(reply.stopped() for reply in conversation))

    def starts_over(self) -> Update:
        """The page as it was before the first question."""
        return self.rests(())


def _offered(group: gr.Column, buttons: tuple[gr.Button, ...], offered: list[str]) -> Update:
    labels = [*offered, *[""] * len(buttons)][: len(buttons)]
    shown = {button: gr.update(value=label, visible=bool(label)) for button, label in zip(buttons, labels, strict=True)}
    return {group: gr.update(visible=bool(offered)), **shown}


def _pressed(label: str, *, on: bool, visible: bool) -> Any:
    return gr.update(value=f"✓ {label}" if on else label, visible=visible)


def lay_out(picture: Picture, clear: gr.Button) -> ChatView:
    """The parts in reading order, which is also the order of the keyboard; on a phone theme.css puts the sources between."""
    with gr.Row(elem_id="talk"):
        with gr.Column(elem_id="said"):
            chat = _chatbot()
            with gr.Column(elem_id="under"):
                with gr.Column(elem_id="choices", visible=False) as choices:
                    gr.HTML(f"<h2>{safe(texts.WHICH_ENTITY)}</h2>", js_on_load=None)
                    choice = tuple(gr.Button(visible=False, size="md") for _ in range(CHOICES))
                with gr.Row(elem_id="actions", visible=False) as actions:
                    copy = gr.Button(texts.COPY, size="sm", elem_id="copy")
                    good = gr.Button(texts.HELPFUL, size="sm")
                    bad = gr.Button(texts.UNHELPFUL, size="sm")
                    to_draft = gr.Button(texts.TO_DRAFT, size="sm")
                    gr.Button(texts.PRINT, size="sm", elem_id="print")
                with gr.Row(elem_id="why", visible=False) as why:
                    reason = gr.Textbox(
                        label=texts.REASON,
                        placeholder=texts.REASON_HINT,
                        max_length=2_000,
                        submit_btn=texts.SEND_REASON,
                    )
                thanks = gr.HTML("", js_on_load=None, elem_id="thanks")
            with gr.Column(elem_id="composer"):
                question = gr.Textbox(
                    label=texts.QUESTION_LABEL,
                    placeholder=texts.QUESTION_PLACEHOLDER,
                    max_lines=6,
                    max_length=2_000,
                    submit_btn=texts.SEND,
                    stop_btn=False,
                )
        with gr.Column(elem_id="beside"):
            with gr.Column(elem_id="sources"):
                sources = gr.HTML(panel((), picture), js_on_load=None, elem_id="last-sources")
                past = gr.HTML("", js_on_load=None, elem_id="earlier-sources")
            with gr.Column(elem_id="suggestions", visible=False) as suggestions:
                gr.HTML(f"<h2>{safe(texts.SUGGESTIONS)}</h2>", js_on_load=None)
                suggested = tuple(gr.Button(visible=False, size="md") for _ in range(SUGGESTIONS))
    # The id of the conversation is its key, and stays in the browser it belongs to.
    kept = keep("relevo-conversation")
    return ChatView(
        picture, gr.State(()), kept, chat, sources, past, choices, choice, suggestions, suggested, actions, copy, good, bad,
        to_draft, why, reason, thanks, question, clear,
    )  # fmt: skip


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
