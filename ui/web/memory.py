"""What survives the page: a conversation kept on the server, brought back when its browser returns."""

from __future__ import annotations

import logging

from assistant import Answer, Assistant, RelevoError
from assistant.conversations import Conversations, RecordedTurn
from assistant.errors import ConversationNotFoundError
from assistant.types import AnswerReady
from ui.web.replies import Conversation, Reply

_log = logging.getLogger(__name__)


class Memory:
    """The store of conversations as the page uses it: a failure of the store never costs an answer."""

    def __init__(self, assistant: Assistant, conversations: Conversations) -> None:
        self._assistant = assistant
        self._conversations = conversations

    def remember(self, conversation_id: str, answer: Answer, owner: str) -> str:
        """Keep an answer and return the id of its conversation, which is new when none was given."""
        try:
            return self._conversations.append(conversation_id, answer, owner=owner).conversation_id
        except RelevoError as error:
            _log.warning("Una respuesta no se guardó: %s", error)
            return conversation_id

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

    def _reply(self, turn: RecordedTurn, place: int, conversation_id: str) -> Reply:
        """A reply as it was; its quotes stand in their passages where the index still has them."""
        cited = [citation.passage_id for citation in turn.answer.citations]
        passages = tuple((passage.id, passage.text) for passage in self._assistant.retriever.index.passages(cited))
        reply = Reply(place, turn.answer.question, passages=passages, kept_in=conversation_id)
        return reply.then(AnswerReady(turn.answer))
