from __future__ import annotations

from datetime import date

import pytest

from knowledge import KnowledgeBase
from knowledge.checking import Kind, check
from tests.knowledge.folder import Folder

TODAY = date(2026, 11, 24)


class Checking:
    """The small base, edited by a test, and what an editor is told of it."""

    def __init__(self, folder: Folder) -> None:
        self.folder = folder

    def told(self, kind: Kind, **options: object) -> list[str]:
        """Return the warnings of one kind, each with its place."""
        today = options.pop("today", TODAY)
        checked = check(KnowledgeBase.load(self.folder.path), today, **options)  # type: ignore[arg-type]
        return [str(advice) for advice in checked.warnings if advice.kind is kind]


@pytest.fixture
def checking(folder: Folder) -> Checking:
    return Checking(folder)
