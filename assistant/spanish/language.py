"""Whether a text is written in Spanish, from the small words that every sentence needs."""

from __future__ import annotations

from assistant.spanish.text import words

_SPANISH = frozenset(
    (
        "a al ante como con cual cuando cuyo de del desde donde durante e el ella ellos en entre es esta este esto fue ha hasta "
        "hay la las le les lo los mas mediante muy ni no o otro para pero por porque puede que se segun ser si sido sin sobre son "
        "su sus tambien tiene toda todo tras un una y ya debe deben"
    ).split()
)
_FOREIGN = (
    frozenset(
        (
            "the of and to is are was were be been for with must shall should will within that this these from it its by on at an "
            "as or not has have had their which who your you we they days "  # English
            "o os da do das dos em um uma nao com ao aos pelo pela ou deve devem "  # Portuguese
            "le les des du et est dans pour par une qui sur avec doit sont "  # French
            "il di della dei delle che con per sono nel alla deve gli"  # Italian
        ).split()
    )
    - _SPANISH
)
_FEW = 4
"""A shorter text may need no small word at all: "Quince días hábiles"."""


def is_spanish(text: str) -> bool:
    """Whether a text reads as Spanish: it has Spanish function words, and more of them than of other languages."""
    read = words(text)
    spanish = sum(word in _SPANISH for word in read)
    foreign = sum(word in _FOREIGN for word in read)
    return spanish > foreign if len(read) > _FEW else foreign == 0
