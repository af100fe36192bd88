"""`relevo serve` in a process of its own, as the benchmarks ask it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from assistant.settings import CORPUS_DIR


@dataclass(frozen=True, slots=True)
class Served:
    """A server that answers: where, and which process it is."""

    address: str
    pid: int

    @property
    def megabytes(self) -> float:
        """The memory that it holds now (resident set, proc(5)); 0 where the system does not tell."""
        try:
            pages = int(Path(f"/proc/{self.pid}/statm").read_text(encoding="ascii").split()[1])
        except OSError:
            return 0.0
        return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


@contextmanager
def served(data_dir: str) -> Iterator[Served]:
    """`relevo serve` over a data folder, until the block ends.

    Raises:
        TimeoutError: it did not open in three minutes.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "ui", "serve", "--port", str(port), "--quiet"]
    environment = {**os.environ, "RELEVO_DATA_DIR": data_dir}
    process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL, cwd=CORPUS_DIR.parent)
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_until_ready(address)
        yield Served(address, process.pid)
    finally:
        process.terminate()
        process.wait()


def _wait_until_ready(address: str, patience_s: float = 180.0) -> None:
    deadline = time.monotonic() + patience_s
    while time.monotonic() < deadline:
        try:
            if httpx.get(f"{address}/healthz").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise TimeoutError("el servidor no abrió a tiempo")
