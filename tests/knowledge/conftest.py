from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from knowledge import BASE, KnowledgeBase
from tests.knowledge.folder import Folder

FRAM = Path(__file__).parent / "bases" / "fram"


@pytest.fixture(scope="session")
def shipped() -> KnowledgeBase:
    """The base that comes with the package."""
    return KnowledgeBase.load(BASE)


@pytest.fixture(scope="session")
def fram() -> KnowledgeBase:
    """The small base of these tests."""
    return KnowledgeBase.load(FRAM)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """A copy of the small base, to be broken."""
    return Folder(Path(shutil.copytree(FRAM, tmp_path / "fram")))
