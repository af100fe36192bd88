"""The documentation says what the code does."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant import Assistant
from tests.conftest import REPOSITORY
from ui.cli import app, index_app

DOCS = REPOSITORY / "docs"


def generated() -> dict[str, Callable[[Assistant], str]]:
    spec = importlib.util.spec_from_file_location("generate", DOCS / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.PAGES


@pytest.mark.parametrize("page", generated())
def test_generated_pages_are_current(page: str, assistant: Assistant) -> None:
    assert (DOCS / page).read_text(encoding="utf-8") == generated()[page](assistant), "run: python docs/generate.py"


def test_every_command_is_in_the_user_guide() -> None:
    guide = (DOCS / "guia-de-uso.md").read_text(encoding="utf-8")
    commands = [command.name or command.callback.__name__ for command in app.registered_commands]
    commands += [f"index {command.name}" for command in index_app.registered_commands]
    assert [command for command in commands if f"relevo {command}" not in guide] == []


def test_every_make_target_of_the_readme_exists() -> None:
    makefile = (REPOSITORY / "Makefile").read_text(encoding="utf-8")
    named = set(
        re.findall(r"`make (\w+)`|^make (\w+)", (REPOSITORY / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    )
    targets = {one or other for one, other in named}
    assert targets >= {"run", "test"}
    assert all(re.search(rf"^{target}:", makefile, re.MULTILINE) for target in targets)


PAGES = [*sorted(DOCS.glob("*.md")), REPOSITORY / "README.md", REPOSITORY / "AGENTS.md"]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_between_pages_resolve(page: Path) -> None:
    for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), f"{page.name} links to {target}"
