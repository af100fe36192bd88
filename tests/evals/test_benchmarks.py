"""One benchmark that fails, or never ends, is told in its row and keeps no other from being measured."""

from __future__ import annotations

import sys

from evals.benchmark_apart import rows_apart
from evals.benchmark_rows import Row

TELLS = "from evals.benchmark_rows import Row; from evals.benchmark_apart import tell; tell(Row('Leer', '3/s', '2/s', True))"


def run(code: str, limit_s: float = 60.0) -> list[Row]:
    return rows_apart("leer", [sys.executable, "-c", code], limit_s)


def test_rows_come_back_as_they_were_told() -> None:
    assert run(TELLS) == [Row("Leer", "3/s", "2/s", reached=True)]


def test_what_was_measured_before_a_failure_is_kept_and_the_failure_is_told() -> None:
    rows = run(f"{TELLS}; raise OSError('disco lleno')")
    assert rows == [
        Row("Leer", "3/s", "2/s", reached=True),
        Row("leer", "no se pudo medir: OSError: disco lleno", "", reached=False),
    ]


def test_one_that_never_ends_is_stopped_with_what_it_started() -> None:
    code = f"{TELLS}; import subprocess, sys; subprocess.run([sys.executable, '-c', 'import time; time.sleep(600)'])"
    rows = run(code, limit_s=5.0)
    assert rows[-1] == Row("leer", "no se pudo medir: no terminó en 0 minutos", "", reached=False)


def test_a_row_without_a_target_has_no_verdict() -> None:
    verdicts = [Row("a", "1", target, reached).verdict for target, reached in (("2", True), ("2", False), ("", True))]
    assert verdicts == ["sí", "NO", ""]
