"""A knowledge folder that a test breaks, and the faults that come of it."""

from __future__ import annotations

from pathlib import Path

from knowledge import KnowledgeError
from knowledge.files.loading import load_content
from knowledge.model import Content


class Folder:
    """A base on disk; what a test writes into it stands under the name that faults call it by."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def write(self, name: str, text: str) -> None:
        (self.path / name).parent.mkdir(parents=True, exist_ok=True)
        (self.path / name).write_text(text, "utf-8")

    def edit(self, name: str, old: str, new: str) -> None:
        """Put `new` in the place of `old`, which stands in the file just once."""
        text = (self.path / name).read_text("utf-8")
        assert text.count(old) == 1, f"{old!r} stands in {name} {text.count(old)} times"
        self.write(name, text.replace(old, new))

    def append(self, name: str, text: str) -> None:
        self.write(name, (self.path / name).read_text("utf-8") + text)

    def at(self, name: str, text: str) -> str:
        """Return the place of the last `text` in a file, as faults write it."""
        before, found, _ = (self.path / name).read_text("utf-8").rpartition(text)
        assert found, f"{text!r} does not stand in {name}"
        return f"{name}:{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}"

    def content(self) -> Content:
        return load_content(self.path)

    def faults(self) -> list[str]:
        try:
            self.content()
        except KnowledgeError as error:
            return [str(fault) for fault in error.faults]
        return []
