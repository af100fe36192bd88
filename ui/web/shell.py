"""What the page's tabs share: the assistant, the stores, the entity chosen, and links to files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr

from assistant import Assistant, RelevoError, Settings
from assistant.conversations import Conversations
from assistant.indicators.entities import Entity
from ui.links import Links
from ui.owners import COOKIE, is_token

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
# A link, since to go to the address would make Gradio believe that its reader left the page.
_FETCH = """(address) => {
  if (!address.startsWith("/v1/files/")) return;
  const link = Object.assign(document.createElement("a"), { href: address, download: "" });
  document.body.append(link);
  link.click();
  link.remove();
}"""


@dataclass(frozen=True, slots=True)
class Shell:
    """What each tab is built with, by its ``build(shell: Shell) -> None``, inside its own ``gr.Tab``.

    Attributes:
        assistant: the engine; ``assistant.figures`` is the desk with the registry of entities and the indicators.
        conversations: the store of conversations.
        settings: the settings in use.
        links: files to download: ``links.put(...)`` returns an address of our API that nobody guesses and that expires.
        entity: the DIVIPOLA code chosen in the header, "" for none.
        tabs: the page's tabs, to go to another: a handler's output ``gr.Tabs(selected="formatos")``.
        blocks: the page, whose ``load`` is the browser's visit.
        download: where ``on_download`` leaves an address for the browser to fetch.
    """

    assistant: Assistant
    conversations: Conversations
    settings: Settings
    links: Links
    entity: gr.State
    tabs: gr.Tabs
    blocks: gr.Blocks
    download: gr.Textbox

    def on_entity(self, act: Callable[..., Any], inputs: list[Any], outputs: list[Any]) -> None:
        """Run ``act`` when the entity changes, also when the page loads and remembers one."""
        self.entity.change(act, inputs, outputs, show_progress="hidden", api_visibility="private")

    def on_download(
        self, event: Callable[..., Any], make: Callable[..., Any], inputs: list[Any], shown: Sequence[Any] = ()
    ) -> None:
        """On an event, such as ``button.click``, have the browser download what ``make`` puts in ``links``.

        ``make`` returns the address, or "" when there is nothing to download; with ``shown``, components that say how it
        goes, the address and what each shows, or an iterator of them.
        """
        made = event(make, inputs, [self.download, *shown], show_progress="minimal", api_visibility="private")
        made.then(None, [self.download], None, js=_FETCH, api_visibility="private")

    def chosen(self, code: str) -> Entity | None:
        """The entity of a code; None for "" and for what is not known."""
        return self.assistant.figures.registry.get(code) if code else None


def owner_of(request: gr.Request) -> str:
    """The token of the browser that asks, "" when it has none: whose documents, drafts and conversations are."""
    token = request.cookies.get(COOKIE, "")
    return token if is_token(token) else ""


def told_errors(act: Callable[..., Any], *arguments: Any) -> Any:
    """What an act returns; an error for people becomes a notice of the page, in its own words."""
    try:
        return act(*arguments)
    except RelevoError as error:
        raise gr.Error(str(error), print_exception=False) from error
