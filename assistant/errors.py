"""Errors that a person sees. Whatever else is raised is a bug."""

from __future__ import annotations


class RelevoError(Exception):
    """An error whose message is shown to the user as it is.

    ``user_message`` says in Spanish what happened and why, ``hint`` what to do next; neither shows a traceback, a path
    outside the user's data or a key. ``http_status`` is what the API answers with.
    """

    http_status = 500

    def __init__(self, user_message: str, hint: str = "") -> None:
        super().__init__(user_message)
        self.user_message = user_message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.user_message} {self.hint}".strip()


class ConfigurationError(RelevoError):
    """A setting that cannot work: found at start-up, before any question."""


class IndexUnavailableError(RelevoError):
    """There is no index, or it was made with another embedding model."""

    http_status = 503


class UnreadableDocumentError(RelevoError):
    """A document that cannot be read: skipped and listed, the others go on."""

    http_status = 422


class InvalidQuestionError(RelevoError):
    """A question that cannot be asked: empty, or far too long."""

    http_status = 422


class ConversationsUnavailableError(RelevoError):
    """Conversations cannot be read or written: locked, damaged, made by a newer Relevo, or their server is away."""

    http_status = 503


class ConversationNotFoundError(RelevoError):
    """A conversation, or a turn of it, that is not there: never was, or was deleted."""

    http_status = 404


class InvalidTemplateError(RelevoError):
    """A template that cannot be filled: damaged, protected, with macros, too large, or not an Office file."""

    http_status = 422


class InvalidFormatError(RelevoError):
    """A format that does not exist, or that the catalogue describes wrongly."""

    http_status = 404


class IndicatorsUnavailableError(RelevoError):
    """The indicator store is damaged or was made by another version of Relevo."""

    http_status = 503


class InvalidAnswerError(RelevoError):
    """A value that a person wrote and that its field does not take."""

    http_status = 422


class DraftConflictError(RelevoError):
    """Somebody saved the same draft first. ``changed`` are the ids of the fields that changed, ``version`` the new one."""

    http_status = 409

    def __init__(self, user_message: str, hint: str = "", changed: tuple[str, ...] = (), version: int = 0) -> None:
        super().__init__(user_message, hint)
        self.changed = changed
        self.version = version


class DraftsUnavailableError(RelevoError):
    """Saved drafts cannot be read or written: locked, damaged or made by another Relevo."""

    http_status = 503
