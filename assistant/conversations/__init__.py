"""What was said before: history, feedback, titles and exports, kept in SQLite or PostgreSQL.

Importing this room imports SQLAlchemy (about 0.3 s), so `assistant` does not: doors import it where they use it.
"""

from assistant.conversations.notes import Note, Notes
from assistant.conversations.records import Conversation, ConversationSummary, Feedback, Rating, RecordedTurn, Saved
from assistant.conversations.store import Conversations

__all__ = [
    "Conversation",
    "ConversationSummary",
    "Conversations",
    "Feedback",
    "Note",
    "Notes",
    "Rating",
    "RecordedTurn",
    "Saved",
]
