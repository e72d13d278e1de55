from __future__ import annotations

import os
import pty
import re
import select
import sys
import time
from pathlib import Path

import pytest

from tests.bot.conftest import ANSWER, BASE, QUESTION, Hldbot

ESCAPES = re.compile(r"\x1b\][^\x1b\a]*(?:\x1b\\|\a)|\x1b\[[0-9;?]*[ -/]*[@-~]")
SECONDS = 180.0
PROMPT = "›"


def test_piped_lines_make_a_transcript_with_the_questions_and_no_colours(hldbot: Hldbot) -> None:
    result = hldbot("chat", stdin=f"{QUESTION}\n\n/topics\n".encode())
    said = result.stdout.decode()
    assert result.returncode == 0
    assert result.stderr == b""
    assert "\x1b" not in said
    assert said.index("Welcome aboard") < said.index(f"> {QUESTION}") < said.index(ANSWER) < said.index("> /topics")
    assert "\n[1] " in said


def test_a_number_picks_a_button_where_the_last_message_has_it_and_is_a_question_elsewhere(hldbot: Hldbot) -> None:
    said = hldbot("chat", stdin=b"1\n99\n" + b"9" * 5000 + b"\n").stdout.decode()
    _, first, unknown, _ = said.split("\n> ")
    assert ANSWER in first
    assert ANSWER not in unknown


def test_an_answer_to_a_quiz_is_picked_by_its_number_and_told_to_be_right_or_not(hldbot: Hldbot) -> None:
    said = hldbot("chat", stdin=b"/quiz\n1\n2\n3\n4\n5\n").stdout.decode()
    _, quiz, *verdicts, another = said.split("\n> ")
    assert all(f"\n[{number}] " in quiz for number in range(1, 6))
    assert "Right." not in quiz
    assert [verdict.splitlines()[2].startswith("Right.") for verdict in verdicts].count(True) == 1
    assert all("Register of Lights & Signals" in verdict for verdict in verdicts)
    wrong = next(verdict for verdict in verdicts if "No, it is: " in verdict)
    assert wrong.partition("No, it is: ")[2].splitlines()[0] in quiz
    assert "_____" in another


def test_hostile_lines_are_shown_harmless_and_answered(hldbot: Hldbot) -> None:
    """Bytes of no known encoding, codes that steer a terminal, and HTML."""
    result = hldbot("chat", stdin=b"\xff\xfe\n\x1b[2J\x1b]0;title\x07\n<b>&amp;\n" + b"\xf0\x9f\x98\x80" * 2000 + b"\n")
    assert result.returncode == 0
    assert b"\x1b" not in result.stdout
    assert b"\x07" not in result.stdout
    assert b"> <b>&amp;\n" in result.stdout


def test_a_link_shows_its_address_where_it_cannot_be_followed(hldbot: Hldbot) -> None:
    assert "(https://" in hldbot("chat", stdin=b"/sources\n").stdout.decode()


def test_the_picture_is_the_same_wherever_it_is_drawn(hldbot: Hldbot, tmp_path: Path) -> None:
    for name, environment in {"a": {"COLUMNS": "40"}, "b": {"NO_COLOR": "1", "TERM": "dumb", "COLORTERM": ""}}.items():
        result = hldbot("chat", "--svg", f"{name}.svg", stdin=f"{QUESTION}\n".encode(), **environment)
        assert result.returncode == 0
    picture = (tmp_path / "a.svg").read_text("utf-8")
    assert picture == (tmp_path / "b.svg").read_text("utf-8")
    assert "Pharos" in picture
    assert "Lighthouse&#160;Guide" in picture


class Terminal:
    """The chat in a terminal, typed at as a person does."""

    def __init__(self, base: Path = BASE, **environment: str) -> None:
        self.raw = b""
        """All that was shown."""
        self._read_to = 0
        self._pid, self._terminal = pty.fork()
        if self._pid == 0:
            # This terminal does not tell where its cursor is.
            environment |= {"TERM": "xterm-256color", "COLUMNS": "80", "LINES": "40", "PROMPT_TOOLKIT_NO_CPR": "1"}
            command = (sys.executable, "-m", "bot", "chat", "--knowledge", str(base))
            os.execve(sys.executable, command, os.environ | environment)  # noqa: S606  # runs this project

    def type(self, keys: str, after: str = PROMPT) -> None:
        """Type `keys` once the text `after` is there."""
        self.read(after)
        os.write(self._terminal, keys.encode())

    def read(self, until: str) -> str:
        """Wait for the text `until`, and return what is shown before it, since the last call, without styles."""
        end = time.monotonic() + SECONDS
        while (at := self._text.find(until, self._read_to)) < 0:
            assert time.monotonic() < end, f"{until!r} not in {self._text[self._read_to :]!r}"
            self._receive()
        before, self._read_to = self._text[self._read_to : at], at + len(until)
        return before

    def exit_code(self) -> int:
        """Return the exit code, once all is shown."""
        while self._receive():
            pass
        os.close(self._terminal)
        return os.waitstatus_to_exitcode(os.waitpid(self._pid, 0)[1])

    @property
    def _text(self) -> str:
        return ESCAPES.sub("", self.raw.decode(errors="replace"))

    def _receive(self) -> bool:
        if not select.select([self._terminal], [], [], 1)[0]:
            return True
        try:
            self.raw += (received := os.read(self._terminal, 4096))
        except OSError:  # how Linux says that the other end is closed
            return False
        return bool(received)


@pytest.mark.parametrize("leave", ["\x04", "\x03", "/quit\r"])
def test_the_chat_greets_and_is_left_politely(leave: str) -> None:
    terminal = Terminal()
    terminal.read("Welcome aboard")
    terminal.type(leave)
    terminal.read("Goodbye.")
    assert terminal.exit_code() == 0


def test_the_prompt_is_there_before_the_base_is_read() -> None:
    terminal = Terminal()
    assert "Welcome aboard" not in terminal.read(PROMPT)
    terminal.type("1\r", after="Welcome aboard")
    terminal.read("metres tall")
    terminal.type("\x04")
    assert terminal.exit_code() == 0


def test_a_base_that_cannot_be_read_ends_the_prompt(tmp_path: Path) -> None:
    terminal = Terminal(base=tmp_path)
    terminal.read("base.yaml")
    assert terminal.exit_code() == 2


def test_tab_completes_a_command_and_the_arrow_brings_it_back() -> None:
    terminal = Terminal()
    terminal.read("Welcome aboard")
    terminal.type("/topi\t\r")
    terminal.read("Choose a topic")
    terminal.type("\x1b[A\r")
    terminal.read("Choose a topic")
    terminal.type("\x04")
    assert terminal.exit_code() == 0


def test_commands_are_described_while_they_are_typed() -> None:
    terminal = Terminal()
    terminal.read("Welcome aboard")
    terminal.type("/so")
    terminal.type("\x03", after="All sources")
    assert terminal.exit_code() == 0


def test_answers_are_framed_and_a_number_picks_a_button() -> None:
    terminal = Terminal()
    terminal.type("1\r")
    assert "╭─" in terminal.read("metres tall")
    assert b"\x1b[34m" in terminal.raw
    terminal.type("\x04")
    assert terminal.exit_code() == 0


def test_no_color_is_respected_in_a_terminal_too() -> None:
    terminal = Terminal(NO_COLOR="1")
    terminal.type("1\r")
    assert "╭─" not in terminal.read("metres tall")
    terminal.type("\x04")
    assert terminal.exit_code() == 0
    assert not re.search(rb"\x1b\[[34]\dm", terminal.raw)
