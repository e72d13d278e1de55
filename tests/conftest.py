from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from tests.clock import FakeClockLoop
from tests.database.fixtures import _patient, database_url, postgresql_server, postgresql_url

__all__ = ["_patient", "database_url", "postgresql_server", "postgresql_url"]


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "fake_clock: runs a test on a clock that waits for nothing")


def pytest_asyncio_loop_factories(
    config: pytest.Config, item: pytest.Item
) -> dict[str, Callable[[], asyncio.AbstractEventLoop]]:
    del config
    fake = item.get_closest_marker("fake_clock")
    return {"fake clock": FakeClockLoop} if fake else {"clock": asyncio.new_event_loop}
