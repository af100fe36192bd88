"""What survives the page: conversations kept on the server, brought back when their browser returns."""

from __future__ import annotations

import logging
from dataclasses import replace

from assistant import Answer, Assistant, Passage, RelevoError
from assistant.conversations import Conversations, ConversationSummary, Feedback, RecordedTurn, Saved
from assistant.errors import ConversationNotFoundError
from assistant.types import AnswerReady
from ui.web.replies import Conversation, Reply

MOST_LISTED = 50
_log = logging.getLogger(__name__)


class Memory:
    """The store of conversations as the page uses it: a failure of the store never costs an answer."""

    def __init__(self, assistant: Assistant, conversations: Conversations) -> None:
        self._assistant = assistant
        self._conversations = conversations

    def remember(self, conversation_id: str, entity: str, answer: Answer, owner: str) -> Saved | None:
        """Keep an answer, in a new conversation when no id is given; None when it could not be kept."""
        try:
            return self._conversations.append(conversation_id, answer, owner=owner, entity=entity or None)
        except RelevoError as error:
            _log.warning("Una respuesta no se guardó: %s", error)
            return None

    def recall(self, conversation_id: str) -> Conversation:
        """The conversation as the page shows it; nothing when it was deleted or cannot be read now."""
        try:
            kept = self._conversations.get(conversation_id)
        except ConversationNotFoundError:
            return ()
        except RelevoError as error:
            _log.warning("Una conversación no se pudo leer: %s", error)
            return ()
        return tuple(self._reply(turn, place, conversation_id) for place, turn in enumerate(kept.turns, start=1))

    def listed(self, owner: str) -> tuple[ConversationSummary, ...]:
        """The browser's conversations, the last one used first; none for a browser without an owner.

        Raises:
            ConversationsUnavailableError: the store cannot be read now.
        """
        return self._conversations.list(owner, MOST_LISTED) if owner else ()

    def rate(self, reply: Reply, feedback: Feedback) -> None:
        """Keep what a reader thought of an answer.

        Raises:
            RelevoError: it cannot be kept now, or the conversation is gone.
        """
        self._conversations.give_feedback(reply.kept_in, reply.turn, feedback)

    def _reply(self, turn: RecordedTurn, place: int, conversation_id: str) -> Reply:
        """A reply as it was; its quotes stand in their passages where the index still has them."""
        reply = Reply(place, turn.answer.question, passages=self._read(turn.answer)).then(AnswerReady(turn.answer))
        return replace(reply, kept_in=conversation_id, turn=turn.number, feedback=turn.feedback)

    def _read(self, answer: Answer) -> tuple[Passage, ...]:
        """What was read for an answer, as its trace tells."""
        traced = [name for step in answer.trace if step.name == "retrieval" for name in step.detail.split(", ")]
        wanted = dict.fromkeys([*traced, *(citation.passage_id for citation in answer.citations)])
        return tuple(self._assistant.retriever.index.passages([name for name in wanted if name]))
