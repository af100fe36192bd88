"""Relevo's engine: a question in, a verified answer out.

>>> from assistant import Assistant, Turn
>>> Assistant.open().ask(Turn("¿Qué plazo hay para entregar el acta?")).text  # doctest: +SKIP
"""

from assistant.errors import RelevoError
from assistant.settings import Settings, load_settings
from assistant.turn import Assistant
from assistant.types import Answer, Citation, Exchange, Passage, Statement, Turn

__all__ = [
    "Answer",
    "Assistant",
    "Citation",
    "Exchange",
    "Passage",
    "RelevoError",
    "Settings",
    "Statement",
    "Turn",
    "load_settings",
]
