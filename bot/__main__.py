"""The entry point: `hldbot`, or `python -m bot`."""

from __future__ import annotations

import io
import sys

import typer

from bot.cli import app
from bot.commands import (  # noqa: F401  # each adds its commands to `app`
    asking,
    checking,
    doctor,
    exchanging,
    insight,
    running,
    schema,
    writing,
)
from bot.errors import OperatorError

__all__ = ["app", "main"]


def main() -> None:
    """Run the command in `sys.argv`; exit code 2 and one line where there is something to mend first."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # what a terminal cannot show becomes a question mark
    try:
        app()
    except OperatorError as error:
        typer.echo(f"hldbot: {error}", err=True)
        sys.exit(2)


if __name__ == "__main__":
    main()
