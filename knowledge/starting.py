"""A new base for another subject: small, whole and ready to answer."""

from __future__ import annotations

import os
import shutil
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from knowledge.editing.errors import EditError
from knowledge.editing.scalars import tidy
from knowledge.editing.sheet import Sheet
from knowledge.files import schemas
from knowledge.files.loading import load_content, names_in

STARTERS = Path(__file__).parent / "starters"
"""A folder for each language in which a base can be begun."""
LONGEST_NAME = 64
"""https://core.telegram.org/bots/api#setmyname"""


def languages() -> list[str]:
    """Return the codes (ISO 639) of the languages in which a base can be begun."""
    return sorted(path.name for path in STARTERS.iterdir() if (path / "base.yaml").exists())


def start_base(folder: Path, name: str, language: str, today: date) -> list[str]:
    """Make a small base in `folder`, which does not exist or is empty, and return the names of its files.

    Args:
        folder: where it is to be; it appears whole or not at all.
        name: what the bot calls itself, 1–64 characters.
        language: what it is written in, one of `languages()`.
        today: the day from which its facts count as checked.

    Raises:
        EditError: where that cannot be; nothing is overwritten.
    """
    if language not in languages():
        raise EditError(f"no base can be begun in '{language[:20]}'; choose one of {', '.join(languages())}")
    name = tidy(name)
    if len(name) > LONGEST_NAME or "\n" in name:
        raise EditError(f"a name has up to {LONGEST_NAME} characters on one line; shorten it")
    try:
        if folder.is_symlink() or (folder.exists() and (not folder.is_dir() or any(folder.iterdir()))):
            raise EditError(f"{folder} is there already and not empty; name another folder, nothing is overwritten")
        folder.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=".new-base-", dir=folder.parent) as made:
            base = Path(made) / "base"
            shutil.copytree(STARTERS / language, base)
            _fill(base, name, today)
            load_content(base)  # what is begun can be used, whatever the name
            os.rename(base, folder)  # refuses a folder in which something has appeared meanwhile
    except OSError as error:
        raise EditError(
            f"{error.filename or folder} cannot be written ({error.strerror}); mend its permissions, or name another"
        ) from error
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def _fill(base: Path, name: str, today: date) -> None:
    schemas.keep_schemas(base)
    for file in names_in(base):
        sheet = Sheet(file, (base / file).read_bytes())
        if file == "base.yaml":
            sheet.set_text(("name",), name)
        if file.startswith("facts/"):
            for place in range(len(sheet.entries("facts"))):
                sheet.set_text(("facts", place, "checked"), today.isoformat())
        (base / file).write_bytes(sheet.raw)
