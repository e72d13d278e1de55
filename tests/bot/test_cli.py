from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.__main__ import app
from knowledge import KnowledgeBase
from tests.bot.conftest import ANSWER, BASE, QUESTION, Hldbot

COMMANDS = ("chat", "run", "ask", "check", "export", "import", "diff", "gaps", "report")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(command: str) -> None:
    result = CliRunner().invoke(app, [command, "--help"])
    assert result.exit_code == 0
    assert f"hldbot {command}" in result.output
    assert "--knowledge" in result.output


def test_the_help_names_every_command() -> None:
    result = CliRunner().invoke(app, ["--help"])
    assert all(f" {command} " in result.output for command in COMMANDS)


def test_the_version_is_told() -> None:
    assert CliRunner().invoke(app, ["--version"]).output.startswith("hldbot ")


def test_an_answer_is_printed_plain_with_its_source_where_the_output_is_no_terminal(hldbot: Hldbot) -> None:
    result = hldbot("ask", QUESTION)
    assert result.returncode == 0
    assert ANSWER in result.stdout.decode()
    assert "Register of Lights" in result.stdout.decode()
    assert b"\x1b" not in result.stdout


def test_a_question_without_an_answer_gives_exit_code_1_and_what_is_nearest(hldbot: Hldbot) -> None:
    result = hldbot("ask", "qwertz uiop")
    assert result.returncode == 1
    assert "• " in result.stdout.decode()


def test_a_question_that_is_not_utf_8_is_no_crash(hldbot: Hldbot) -> None:
    result = hldbot("ask", "--json", b"caf\xe9".decode("utf-8", "surrogateescape"))
    assert result.returncode == 1
    assert json.loads(result.stdout)["outcome"] == "unknown"


def test_each_line_of_stdin_gives_a_line_of_json(hldbot: Hldbot) -> None:
    """A blank one and one of no known encoding too; the exit code is 0 since all were read."""
    result = hldbot("ask", "--json", "-", stdin=f"{QUESTION}\r\n\n".encode() + b"\xff\xfe\n\x00\nlast without an end")
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.returncode == 0
    assert [line["outcome"] for line in lines] == ["answered", "unknown", "unknown", "unknown", "unknown"]
    assert [line["question"] for line in lines] == [QUESTION, "", "\ufffd\ufffd", "\0", "last without an end"]


def test_a_line_of_json_has_the_promised_keys_and_no_others(hldbot: Hldbot) -> None:
    found = json.loads(hldbot("ask", "--json", QUESTION).stdout)
    assert list(found) == ["question", "outcome", "answers", "choices", "language"]
    (answer,) = found["answers"]
    assert list(answer) == ["fact", "score", "text", "sources"]
    assert (answer["fact"], answer["text"]) == ("pharos", ANSWER)
    assert 0 < answer["score"] <= 1
    assert list(answer["sources"][0]) == ["title", "publisher", "date", "url", "symbol", "at"]
    assert (found["choices"], found["language"]) == ([], "en")


def test_small_talk_is_answered_by_no_fact(hldbot: Hldbot) -> None:
    result = hldbot("ask", "--json", "hello")
    reply = next(iter(KnowledgeBase.load(BASE).find("hello").reply or ""), None)
    (answer,) = json.loads(result.stdout)["answers"]
    assert result.returncode == 0
    assert (answer["fact"], answer["score"], answer["sources"]) == (None, 1.0, [])
    assert answer["text"][0] == reply


def test_answers_come_one_by_one_and_a_reader_that_leaves_is_no_fault() -> None:
    command = [sys.executable, "-m", "bot", "ask", "--json", "-", "--knowledge", str(BASE)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:  # noqa: S603  # runs this project
        assert process.stdin
        assert process.stdout
        assert process.stderr
        process.stdin.write(f"{QUESTION}\n".encode())
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["question"] == QUESTION
        process.stdout.close()
        process.stdin.write(b"again\n" * 3)
        process.stdin.close()
        assert process.stderr.read() == b""


def test_a_language_that_the_base_has_not_is_refused(hldbot: Hldbot) -> None:
    result = hldbot("ask", "--language", "tlh", QUESTION)
    assert result.returncode == 2
    assert b"the base has en" in result.stderr


def test_check_counts_what_a_sound_base_holds(hldbot: Hldbot) -> None:
    result = hldbot("check")
    facts = KnowledgeBase.load(BASE).edition().facts
    assert result.returncode == 0
    assert result.stdout.decode().startswith(f"{len(facts)} facts, ")


def test_check_tells_every_fault_with_its_place(hldbot: Hldbot, tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    shutil.copytree(BASE, broken)
    (broken / "facts" / "lamps.yaml").write_text("topic: lamps\nfacts:\n  - id: lamps\n    answr: x\n", "utf-8")
    (broken / "sources.yaml").unlink()
    result = hldbot("check", "--knowledge", str(broken))
    assert result.returncode == 1
    assert "facts/lamps.yaml:4:5: " in result.stderr.decode()
    assert "sources.yaml:1:1: " in result.stderr.decode()


@pytest.mark.parametrize("command", [("ask", "?"), ("chat",), ("export", "--json")])
def test_a_base_that_cannot_be_used_is_one_line_and_exit_code_2(hldbot: Hldbot, command: tuple[str, ...]) -> None:
    result = hldbot(*command, HLDBOT_KNOWLEDGE="nowhere")
    assert result.returncode == 2
    (line,) = result.stderr.decode().splitlines()
    assert line.startswith("hldbot: the knowledge base in nowhere cannot be used: ")


def test_the_export_holds_all_facts_phrasings_and_sources(hldbot: Hldbot) -> None:
    exported = json.loads(hldbot("export", "--json").stdout)
    base = KnowledgeBase.load(BASE)
    facts = base.edition().facts
    assert [fact["id"] for fact in exported["facts"]] == list(facts)
    assert all(fact["phrasings"] == [p.text for p in facts[fact["id"]].phrasings] for fact in exported["facts"])
    assert [source["id"] for source in exported["sources"]] == list(base.sources)
    cited = {source["source"] for fact in exported["facts"] for source in fact["sources"]}
    assert cited <= set(base.sources)


def test_a_terminal_without_unicode_gets_question_marks_and_no_crash(hldbot: Hldbot) -> None:
    result = hldbot("ask", "Where does the Tower of Hercules stand?", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert result.returncode == 0
    assert b"near A Coru?a in Spain" in result.stdout
