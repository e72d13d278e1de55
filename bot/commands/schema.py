"""`hldbot schema`: the format of the files for editors that complete and underline."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from bot.cli import KnowledgeOption, app, write_json
from bot.errors import OperatorError


@app.command(epilog="Examples: hldbot schema --write · hldbot schema --write --knowledge my-base")
def schema(
    write: Annotated[
        bool, typer.Option("--write", help="Write them into the folder, and name each file's own in its first line.")
    ] = False,
    knowledge: KnowledgeOption = None,
) -> None:
    """Show the JSON Schema of each kind of file, or keep them beside the base for editors such as VS Code."""
    from bot.settings import Settings, load
    from knowledge import KnowledgeError
    from knowledge.files.schemas import FOLDER, keep_schemas, schema_files

    if not write:
        write_json({name: json.loads(text) for name, text in schema_files().items()}, indent=2)
        return
    folder = knowledge or load(Settings).knowledge
    try:
        changed = keep_schemas(folder)
    except KnowledgeError as error:
        raise OperatorError(str(error)) from None
    except OSError as error:
        message = f"{error.filename or folder} cannot be written ({error.strerror}); mend its permissions, or its disk"
        raise OperatorError(message) from None
    typer.echo(f"{len(schema_files())} schemas in {folder / FOLDER}")
    for name in changed:
        typer.echo(f"{name}: names its schema in its first line")
