"""Commands run in the process of the tests, where a process of their own would show nothing more."""

from __future__ import annotations

import sys
from subprocess import CompletedProcess

import pytest

from bot.__main__ import main


class Inside:
    """Runs commands as `hldbot` does, in the folder of the test."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, captured: pytest.CaptureFixture[bytes]) -> None:
        self._monkeypatch = monkeypatch
        self._captured = captured

    def __call__(self, *arguments: str, **environment: str) -> CompletedProcess[bytes]:
        """Return what a command with these arguments wrote, and its exit code."""
        self._captured.readouterr()
        with self._monkeypatch.context() as patch:
            patch.setattr(sys, "argv", ["hldbot", *arguments])
            for name, value in environment.items():
                patch.setenv(name, value)
            with pytest.raises(SystemExit) as left:
                main()
        written = self._captured.readouterr()
        code = left.value.code
        return CompletedProcess(arguments, code if isinstance(code, int) else int(bool(code)), written.out, written.err)
