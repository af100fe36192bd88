"""Makes every template of ``corpus/formatos/plantillas``.

python -m ingest.templates           # writes them
python -m ingest.templates --check   # ends with 1 when one is not what its description makes
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from rich.console import Console

from assistant.formats import FormatSpec, load_catalogue
from assistant.settings import CORPUS_DIR
from ingest.templates.documents import make_document
from ingest.templates.workbooks import make_workbook


def main(arguments: list[str] | None = None) -> int:
    """Write or check the templates; see the module."""
    parser = argparse.ArgumentParser(prog="python -m ingest.templates", description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    check = parser.parse_args(arguments).check
    console = Console()
    stale = []
    for spec in load_catalogue(CORPUS_DIR).specs():
        for path, content in _made(spec):
            if path.is_file() and path.read_bytes() == content:
                continue
            stale.append(path.name)
            if not check:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
    console.print(f"{'Differ' if check else 'Written'}: {', '.join(stale) or 'none'}")
    return 1 if check and stale else 0


def _made(spec: FormatSpec) -> list[tuple[Path, bytes]]:
    made = [(spec.template, make_workbook(spec))]
    return [*made, (spec.document, make_document(spec))] if spec.document else made


if __name__ == "__main__":
    sys.exit(main())
