"""What people ask and the guidance does not say: the files of ``corpus/silencios``.

Each entry names a silence, says in Spanish what the guidance lacks and where to turn instead, and gives several ways of asking.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from pathlib import Path

from assistant.errors import ConfigurationError
from assistant.types import Silence

FOLDER = "silencios"


def silence_files(corpus_dir: Path) -> list[Path]:
    """The files of a corpus that name silences, in order; none where it has none."""
    return sorted((corpus_dir / FOLDER).glob("*.toml"))


def read_silences(paths: Sequence[Path]) -> list[Silence]:
    """The silences of those files.

    Raises:
        ConfigurationError: one of them is not such a file, or two silences have the same name.
    """
    silences: dict[str, Silence] = {}
    for path in paths:
        try:
            entries = tomllib.loads(path.read_text(encoding="utf-8"))["silencio"]
            read = [Silence(item["tema"], item["pide"], item["donde"], tuple(item["formas"])) for item in entries]
        except (OSError, KeyError, TypeError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise _damaged(path) from error
        for silence in read:
            if silence.topic in silences:
                raise _damaged(path)
            silences[silence.topic] = silence
    return list(silences.values())


def _damaged(path: Path) -> ConfigurationError:
    return ConfigurationError(f"No se pueden leer los silencios de {path.name}.", "Vuelva a instalar Relevo.")
