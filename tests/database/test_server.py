from __future__ import annotations

from pathlib import Path

import pytest

from tests.database import server


def test_a_machine_without_postgresql_is_told_apart(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(server, "_DEBIAN", tmp_path)
    with pytest.raises(server.MissingError), server.postgresql():
        pass
