"""The files of a base's folder, and nothing outside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from knowledge.editing.errors import EditError
from knowledge.files.loading import names_in
from knowledge.files.reading import MAX_BYTES


def place_of(folder: Path, name: str) -> Path:
    """Return where the file called `name` is; EditError if that is not within `folder`, links followed."""
    path = (folder / name).resolve()
    if not path.is_relative_to(folder.resolve()) or path == folder.resolve():
        raise EditError(f"{name} leads out of {folder}; only files within it are changed")
    return path


def read_file(folder: Path, name: str) -> bytes | None:
    """Return the bytes of a file; None if there is none. Of one that is too large for a base, a little too much."""
    path = place_of(folder, name)
    try:
        with path.open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise EditError(f"{path} cannot be read ({error.strerror}); mend its permissions or its disk") from error


@contextmanager
def as_it_would_be(folder: Path, changed: Mapping[str, bytes | None]) -> Iterator[Path]:
    """Give a copy of the base in `folder` in which some files are others, or (None) are gone."""
    with TemporaryDirectory(prefix="hldbot-") as made:
        copy = Path(made)
        files = {name: read_file(folder, name) for name in names_in(folder)} | dict(changed)
        for name, raw in files.items():
            if raw is not None:
                (copy / name).parent.mkdir(parents=True, exist_ok=True)
                (copy / name).write_bytes(raw)
        yield copy
