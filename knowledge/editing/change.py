"""A change that has been thought through and not made yet: what it would do to the files, and to the base."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import unified_diff
from functools import cached_property
from io import StringIO
from pathlib import Path

from knowledge.answering import KnowledgeBase
from knowledge.editing.edits import Edit
from knowledge.editing.facts import Seen
from knowledge.editing.folder import as_it_would_be
from knowledge.files.loading import load_content
from knowledge.model import Content


@dataclass(frozen=True, slots=True)
class FileChange:
    """What becomes of a file."""

    name: str
    """Within the base, such as `facts/people.yaml`."""
    before: bytes | None
    """None where there was no file."""
    after: bytes | None
    """None where there is to be no file."""


class Change:
    """Edits of a base's files, several of them as one; `Workshop.propose` makes it, `Workshop.apply` carries it out."""

    def __init__(
        self,
        folder: Path,
        files: Sequence[FileChange],
        what: str,
        edits: Sequence[Edit] = (),
        seen: Sequence[Seen] = (),
    ) -> None:
        self.folder = folder
        self.files = tuple(files)
        self.what = what
        """What it does, in one line."""
        self.edits = tuple(edits)
        self.seen = tuple(seen)
        """What each edit rests on."""

    @cached_property
    def content(self) -> Content:
        """The base as it would be, the folder left alone; KnowledgeError, with the faults, if it would be broken."""
        with as_it_would_be(self.folder, self.after) as copy:
            return load_content(copy)

    @cached_property
    def after(self) -> Mapping[str, bytes | None]:
        """What the files would hold, by name."""
        return {file.name: file.after for file in self.files}

    def knowledge(self) -> KnowledgeBase:
        """Return the base as it would answer; KnowledgeError if it would be broken."""
        return KnowledgeBase(self.content)

    def diff(self) -> str:
        """Return what changes in the files, as a unified diff."""
        return "".join(_diff(file) for file in self.files)


def _diff(file: FileChange) -> str:
    old, new = ("/dev/null" if raw is None else file.name for raw in (file.before, file.after))
    lines = list(unified_diff(_lines(file.before), _lines(file.after), old, new))
    if not lines:
        return f"--- {file.name}\n+++ {file.name}\nnothing but the ends of lines\n"
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


def _lines(raw: bytes | None) -> list[str]:
    return list(StringIO((raw or b"").decode("utf-8", "replace").replace("\r\n", "\n"), newline="\n"))
