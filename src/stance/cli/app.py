"""The command line: what is common to all commands, and how they end."""

from __future__ import annotations

import os
import sys
import warnings
from contextlib import suppress
from typing import Annotated, Any, NoReturn

import typer
from typer.core import TyperGroup

from stance.errors import StanceError, StanceWarning, printable

EXIT_CODES = """
**Exit codes**: 0 done; 1 a fault of this program; 2 wrong usage; 3 done, but some of the input was skipped (or a check found
faults); 4 input unusable; 5 model or recipe unusable; 6 output not written; 130 interrupted.
"""

SKIPPED = 3


class _Group(TyperGroup):
    """Typer's group, which leaves it to `main` how an interrupted command and a closed pipe end."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            _end("interrupted", 130)
        except BrokenPipeError:
            _end_quietly()


app = typer.Typer(
    name="stance",
    cls=_Group,
    help="Who takes which diplomatic stance towards whom: sentence by sentence, from news and government text."
    "\n\nStances are **cooperate**, **urge**, **oppose**, **monitor**; a sentence carries several, one or none.",
    epilog=EXIT_CODES.replace("**", "").replace("\n", " "),
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
corpus_app = typer.Typer(help="Work with labelled corpora.", no_args_is_help=True, rich_markup_mode="markdown")
app.add_typer(corpus_app, name="corpus")


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"stance {version('stance')}")
        raise typer.Exit


@app.callback()
def _root(
    _version: Annotated[bool, typer.Option("--version", help="Print the version.", callback=_version, is_eager=True)] = False,
) -> None: ...


def main() -> NoReturn:
    """Run the command line, and turn what goes wrong into one line and an exit code."""
    warnings.showwarning = _tell
    try:
        app(standalone_mode=True)
    except StanceError as error:
        _end(str(error), error.exit_code)
    except BrokenPipeError:
        _end_quietly()
    except KeyboardInterrupt:
        _end("interrupted", 130)
    except OSError as error:
        if error.filename is None and error.strerror:
            _end(f"cannot write the output ({error.strerror})", 6)
        _end_unexpected(error)
    except Exception as error:
        _end_unexpected(error)
    sys.exit(0)


def _tell(message: Warning | str, category: type[Warning], *_: Any, **__: Any) -> None:
    """Show a warning of ours as one line, and no other: those are for developers."""
    if issubclass(category, StanceWarning):
        from stance.cli.console import say

        say(f"stance: {message}")


def _end(message: str, code: int) -> NoReturn:
    """Say what went wrong and leave, at once: a thread may still wait for standard input, which Python would wait for too."""
    with suppress(OSError, ValueError, AttributeError):
        sys.stdout.flush()
    with suppress(OSError, ValueError, AttributeError):
        print(f"stance: {printable(message)}", file=sys.stderr, flush=True)
    os._exit(code)


def _end_quietly() -> NoReturn:
    """Leave without a word: whoever read our output has had enough."""
    os._exit(0)


def _end_unexpected(error: Exception) -> NoReturn:
    if os.environ.get("STANCE_TRACEBACK"):
        raise error
    _end(f"a fault of this program ({type(error).__name__}: {error}); STANCE_TRACEBACK=1 shows where", 1)
