"""A folder as it was in an earlier revision of its git repository, laid out beside it to be read."""

from __future__ import annotations

import io
import shutil
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.errors import OperatorError

PATIENCE = 60.0
"""Seconds that git may take."""
MAX_BYTES = 256 << 20
"""The size of an archive that is laid out."""


@contextmanager
def at_revision(folder: Path, revision: str) -> Iterator[Path]:
    """Give a folder that holds what `folder` held in `revision`, such as `HEAD~3`, a tag or a hash.

    Raises:
        OperatorError: where git is missing, the folder is in no repository, or there was no such folder then.
    """
    git = shutil.which("git")
    if git is None:
        raise OperatorError("git is not installed, so that no revision can be read; install it, or name two folders")
    if not folder.is_dir():
        raise OperatorError(f"there is no folder {folder}; name the knowledge base with --knowledge")
    # A name that begins with a dash would be an option; git itself takes none behind --end-of-options.
    commit = _output(git, folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    if commit is None:
        message = f"there is no folder '{revision}', and git finds no such revision in {folder}"
        raise OperatorError(f"{message}; git log shows the revisions")
    name = commit.decode().strip()
    archive = _output(git, folder, "archive", "--format=tar", name, "--", ".")
    if archive is None:
        raise OperatorError(f"{folder} did not exist in revision {revision}; name a later one")
    if len(archive) > MAX_BYTES:
        raise OperatorError(f"{folder} in revision {revision} is larger than {MAX_BYTES >> 20} MiB; name two folders")
    with TemporaryDirectory(prefix="hldbot-") as made:
        with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
            for member in tar:
                _lay_out(tar, member, Path(made))
        yield Path(made)


def _lay_out(tar: tarfile.TarFile, member: tarfile.TarInfo, place: Path) -> None:
    """Write a plain file; links and whatever leads out of `place` are no part of a base."""
    target = (place / member.name).resolve()
    content = tar.extractfile(member) if member.isreg() else None
    if content is not None and target.is_relative_to(place.resolve()):
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content.read())


def _output(git: str, folder: Path, *arguments: str) -> bytes | None:
    """Return what git writes; None where it fails."""
    try:
        done = subprocess.run(  # noqa: S603  # a list of arguments, no shell
            [git, *arguments], cwd=folder, capture_output=True, timeout=PATIENCE, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise OperatorError(f"git did not answer ({type(error).__name__}); name two folders instead") from None
    return done.stdout if done.returncode == 0 else None
