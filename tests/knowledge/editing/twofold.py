"""One change of two files, and what a folder holds before and after it."""

from __future__ import annotations

from pathlib import Path

from knowledge.editing import AddTranslation, SetAnswer

BOTH = (SetAnswer("crew", "Thirteen sailed."), AddTranslation("crew", "es", ("¿Cuántos?",), "Trece."))
"""One change of two files, one of which does not exist yet."""
FILES = ("facts/expeditions.yaml", "translations/es/facts/expeditions.yaml")


def files_of(folder: Path) -> dict[str, bytes]:
    """Return all that the base's folder holds, its history apart."""
    paths = [path.relative_to(folder) for path in folder.rglob("*") if path.is_file()]
    return {path.as_posix(): (folder / path).read_bytes() for path in paths if path.parts[0] != ".history"}
