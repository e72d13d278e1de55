from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from knowledge.editing import Workshop
from tests.knowledge.folder import Folder


@pytest.fixture
def workshop(folder: Folder) -> Workshop:
    """A workshop on a copy of the small base; each change is a minute after the one before."""
    minutes = count()
    return Workshop(folder.path, now=lambda: datetime(2026, 11, 24, 12, tzinfo=UTC) + timedelta(minutes=next(minutes)))
