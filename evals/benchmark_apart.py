"""A benchmark in a process of its own: it takes so long at most, and what goes wrong is told in its row and costs no other."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict
from typing import IO

from assistant.settings import CORPUS_DIR
from evals.benchmark_rows import Row

LIMIT_S = 1_800.0
"""Seconds that one benchmark may take: the longest builds an index of 200,000 passages, three minutes of two free cores."""


def rows_apart(name: str, command: Sequence[str], limit_s: float = LIMIT_S) -> list[Row]:
    """The rows that a command tells by :func:`tell`, and one more, under the benchmark's name, where it fails or does not end."""
    with tempfile.TemporaryFile("w+") as told, tempfile.TemporaryFile("w+") as complaints:
        process = subprocess.Popen(
            command, stdout=told, stderr=complaints, cwd=CORPUS_DIR.parent, start_new_session=True
        )
        try:
            failed = process.wait(limit_s) != 0
            problem = _last_line(complaints) if failed else ""
        except subprocess.TimeoutExpired:
            problem = f"no terminó en {limit_s / 60:.0f} minutos"
        finally:
            with suppress(ProcessLookupError):  # a server that it opened goes with it
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        told.seek(0)
        rows = [Row(**json.loads(line)) for line in told if line.endswith("\n")]
    return [*rows, Row(name, f"no se pudo medir: {problem}", "", reached=False)] if problem else rows


def tell(row: Row) -> None:
    """Hand a row to the process that waits for it."""
    sys.stdout.write(json.dumps(asdict(row)) + "\n")
    sys.stdout.flush()


def _last_line(complaints: IO[str]) -> str:
    complaints.seek(0)
    lines = [line.strip() for line in complaints if line.strip()]
    return lines[-1] if lines else "terminó sin decir por qué"
