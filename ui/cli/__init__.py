"""The terminal: `relevo`. Exit codes: 0 answered, 3 refused, 2 usage, 1 failure."""

from __future__ import annotations

import os
import sys

import typer
import typer.rich_utils
from typer.exceptions import Abort, TyperException

from assistant import RelevoError
from ui.cli import figures, texts
from ui.cli.asking import ask, chat
from ui.cli.benching import bench_app
from ui.cli.conversations import conversations_app
from ui.cli.evaluating import eval_app
from ui.cli.formats import formats_app
from ui.cli.indexing import index_info, ingest, search
from ui.cli.indicators import indicators_app
from ui.cli.serving import serve
from ui.cli.sourcing import sources_app

EXIT_FAILURE, EXIT_USAGE, EXIT_INTERRUPTED = 1, 2, 130

app = typer.Typer(help=texts.APP, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
index_app = typer.Typer(help=texts.INDEX, no_args_is_help=True)
app.command(help=texts.ASK)(ask)
app.command(help=texts.CHAT)(chat)
app.command(help=texts.SERVE)(serve)
app.command(help=texts.SEARCH)(search)
app.command(help=texts.INGEST)(ingest)
index_app.command("info", help=texts.INDEX_INFO)(index_info)
app.add_typer(index_app, name="index")
app.add_typer(sources_app, name="sources")
app.add_typer(conversations_app, name="conversations")
figures.register(indicators_app)
app.add_typer(indicators_app, name="indicators")
app.add_typer(formats_app, name="formats")
app.add_typer(eval_app, name="eval")
app.add_typer(bench_app, name="bench")

typer.rich_utils.ARGUMENTS_PANEL_TITLE = "Argumentos"
typer.rich_utils.OPTIONS_PANEL_TITLE = "Opciones"
typer.rich_utils.COMMANDS_PANEL_TITLE = "Órdenes"
typer.rich_utils.DEFAULT_STRING = "[por defecto: {}]"
typer.rich_utils.REQUIRED_LONG_STRING = "[obligatorio]"


def main() -> None:
    """Run the command line; every failure is one or two Spanish lines and an exit code."""
    try:
        code = app(standalone_mode=False)
    except TyperException as error:
        code = _fail(texts.USAGE.format(detail=_usage_detail(error)), texts.USAGE_HINT, EXIT_USAGE)
    except RelevoError as error:
        code = _fail(error.user_message, error.hint, EXIT_FAILURE)
    except (KeyboardInterrupt, Abort):
        code = _fail(texts.INTERRUPTED, "", EXIT_INTERRUPTED)
    except BrokenPipeError:  # `relevo ask … | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except Exception as error:
        if os.environ.get("RELEVO_DEBUG"):
            raise
        code = _fail(texts.UNEXPECTED.format(kind=type(error).__name__), texts.UNEXPECTED_HINT, EXIT_FAILURE)
    sys.exit(code or 0)


def _fail(message: str, hint: str, code: int) -> int:
    print(f"{message} {hint}".strip(), file=sys.stderr)  # noqa: T201 - the last word of a command
    return code


def _usage_detail(error: TyperException) -> str:
    """Typer's usage errors speak English: say the same in Spanish."""
    parameter = getattr(error, "param", None)
    name = getattr(error, "option_name", None) or (parameter.get_error_hint() if parameter else "")
    known = {
        "MissingParameter": texts.MISSING,
        "NoSuchOption": texts.UNKNOWN_OPTION,
        "BadParameter": texts.BAD_VALUE,
        "UsageError": texts.BAD_USAGE,
    }
    return known.get(type(error).__name__, texts.BAD_USAGE).format(name=name)
