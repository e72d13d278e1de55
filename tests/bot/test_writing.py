"""Facts, translations and bases written with guidance: by options, line by line from a pipe, and at a terminal."""

from __future__ import annotations

import os
import pty
import shutil
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.__main__ import app
from bot.errors import OperatorError
from knowledge import KnowledgeBase
from knowledge.editing import SetAnswer, Workshop, free_id
from knowledge.files.loading import load_content
from knowledge.starting import languages
from tests.bot.conftest import Hldbot
from tests.bot.terminal.test_chat import Terminal

FRAM = Path(__file__).parents[1] / "knowledge" / "bases" / "fram"
MAST = (
    "--topic", "ship", "--phrasing", "How many masts?", "--phrasing", "count the masts",
    "--answer", "She had three: no more.", "--source", "new-land", "--at", "page 4", "--quick",
)  # fmt: skip


@pytest.fixture
def base(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FRAM, tmp_path / "fram"))


def run(*arguments: str, stdin: str = "") -> Result:
    return CliRunner().invoke(app, arguments, input=stdin)


def told(result: Result) -> str:
    """Return the one line with which a command ends that cannot go on."""
    assert isinstance(result.exception, OperatorError), result.output
    return str(result.exception)


def test_a_fact_is_written_by_options_alone(base: Path) -> None:
    result = run("new", "fact", *MAST, "--yes", "--see", "designer", "--knowledge", str(base))
    assert result.exit_code == 0, result.output
    assert "+  - id: how-many-masts\n" in result.output
    facts = load_content(base).editions["en"].facts
    fact = facts["how-many-masts"]
    assert [phrasing.text for phrasing in fact.phrasings] == ["How many masts?", "count the masts"]
    assert fact.answer == "She had three: no more."
    assert list(facts)[list(facts).index("designer") + 1] == "how-many-masts"
    assert fact.checked
    assert "fr wait for it" in result.output


def test_a_fact_from_a_new_document_is_written_by_options_alone(base: Path) -> None:
    arguments = [argument if argument != "new-land" else "log" for argument in MAST]
    document = ("--title", "The log: 1893", "--publisher", "Fram Museum", "--published", "1893", "--symbol", "FM/9")
    result = run("new", "fact", *arguments, *document, "--yes", "--knowledge", str(base))
    assert result.exit_code == 0, result.output
    (citation,) = load_content(base).editions["en"].facts["how-many-masts"].citations
    assert (citation.source.title, citation.source.symbol, citation.at) == ("The log: 1893", "FM/9", "page 4")


def test_a_fact_is_written_line_by_line_from_a_pipe(base: Path) -> None:
    lines = [
        "the shi",  # part of a topic's title
        "How many masts?", "WHO designed the fram?", "",
    ]  # fmt: skip
    result = run("new", "fact", "--quick", "--knowledge", str(base), stdin="\n".join(lines))
    assert told(result).startswith("Phrasing 2 (empty: no more) (line “WHO designed the fram?” of the input): designer")
    lines[2:3] = ["count the masts"]
    lines += ["", "She had three.", "land", "page 4", "new", "The log", "Fram Museum", "1893", "", "", "", "page 9", ""]
    lines += ["1892", "Masts are set", "yes"]
    result = run("new", "fact", "--quick", "--knowledge", str(base), stdin="\n".join(lines))
    assert result.exit_code == 0, result.output
    fact = load_content(base).editions["en"].facts["how-many-masts"]
    assert [(citation.source.id, citation.at) for citation in fact.citations] == [
        ("new-land", "page 4"),
        ("the-log", "page 9"),
    ]
    assert (fact.date, fact.event) == ("1892", "Masts are set")
    assert "3 words. Its first sentence must answer by itself: She had three." in result.output


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ([], "the input ended before: Topic; answer it there, or with --topic"),
        (["nowhere"], "nothing is called so; type part of a name or title, such as ship, expeditions"),
        (["the"], "2 fit; type more of one:\n  ship: The ship\n  expeditions: The expeditions"),
        (["ship", "Mast?", "", "", "", "x"], "the text is empty"),
        (["ship", "Mast?", "", "hull"], "there is a fact 'hull' already"),
        (["ship", "Mast?", "", "Hull!"], "'Hull!' does not fit; an id has 1 to 48"),
        (["ship", "Mast?", "", "", "Three.", "land", "p", "", "1892-13"], "write a date as"),
    ],
)
def test_what_cannot_be_taken_from_a_pipe_ends_with_what_is_wrong(base: Path, lines: list[str], message: str) -> None:
    before = (base / "facts/ship.yaml").read_bytes()
    result = run("new", "fact", "--knowledge", str(base), stdin="".join(f"{line}\n" for line in lines))
    assert message in told(result)
    assert (base / "facts/ship.yaml").read_bytes() == before


def test_a_phrasing_that_finds_another_fact_is_warned_of(base: Path) -> None:
    result = run("new", "fact", *MAST, "--phrasing", "who designed the fram then", "--yes", "--knowledge", str(base))
    assert "“who designed the fram then” finds designer already" in result.output
    assert result.exit_code == 0


def test_a_test_question_that_the_new_fact_takes_away_is_named(base: Path) -> None:
    arguments = [argument for argument in MAST if argument != "--quick"]
    greedy = ("--phrasing", "all voyages of the fram")
    result = run("new", "fact", *arguments, *greedy, "--yes", "--knowledge", str(base))
    assert "no longer answered rightly: “all voyages of the fram” is answered with how-many-masts" in result.output


def test_a_fact_that_is_not_confirmed_is_not_written(base: Path) -> None:
    before = (base / "facts/ship.yaml").read_bytes()
    result = run("new", "fact", *MAST, "--knowledge", str(base), stdin="n\n")
    assert result.exit_code == 1
    assert "nothing is written" in result.output
    assert (base / "facts/ship.yaml").read_bytes() == before


def test_a_fact_that_would_break_the_base_is_told_with_its_faults(base: Path) -> None:
    result = run("new", "fact", *MAST, "--phrasing", "Who designed the Fram?", "--yes", "--knowledge", str(base))
    assert result.exit_code == 1
    assert "facts/ship.yaml:" in result.output
    assert "this phrasing stands already in" in result.output


def test_a_source_without_its_place_is_refused(base: Path) -> None:
    result = run("new", "fact", "--source", "new-land", "--knowledge", str(base))
    assert result.exit_code == 2


@pytest.mark.parametrize(
    ("title", "made"),
    [
        ("Where was it?", "where-was-it"),
        ("Où était-ce ? Été 1892", "ou-etait-ce-ete-1892"),
        ("什么", "fact"),
        ("taken", "taken-2"),
        ("word " * 30, "-".join(["word"] * 9)),
        ("a" * 99, "a" * 45),
    ],
)
def test_an_id_is_proposed_from_the_title(title: str, made: str) -> None:
    assert free_id(title, ["taken"]) == made


def test_what_waits_for_a_translation_is_listed(base: Path) -> None:
    workshop = Workshop(base)
    workshop.apply(workshop.propose(SetAnswer("designer", "Colin Archer a dessiné ce navire.", "fr")), by="1")
    workshop.apply(workshop.propose(SetAnswer("designer", "Colin Archer did.")), by="1")
    lines = run("translate", "--language", "fr", "--list", "--knowledge", str(base)).output.splitlines()
    assert "designer (older): Who designed the Fram?" in lines
    assert "hull (missing): Why is the hull round?" in lines
    assert not any(line.startswith("first-expedition") for line in lines)


def test_translations_are_written_one_by_one_and_an_empty_line_passes_over(base: Path) -> None:
    lines = ["Un navire.", "Qu'était le Fram ?", "le navire", "", "", "En 1892.", "Quand ?", ""]
    result = run(
        "translate",
        "--language",
        "fr",
        "fram",
        "hull",
        "launch",
        "crew",
        "--knowledge",
        str(base),
        stdin="\n".join(lines),
    )
    assert result.exit_code == 0, result.output
    assert "2 translated into fr, 2 left" in result.output
    french = load_content(base).editions["fr"].facts
    assert (french["fram"].answer, french["launch"].answer) == ("Un navire.", "En 1892.")
    assert [french[fact].language for fact in ("hull", "crew")] == ["en", "en"]


def test_a_translation_of_an_older_original_is_made_anew(base: Path) -> None:
    workshop = Workshop(base)
    workshop.apply(workshop.propose(SetAnswer("designer", "Archer a dessiné le Fram.", "fr")), by="1")
    workshop.apply(workshop.propose(SetAnswer("designer", "Colin Archer did.")), by="1")
    result = run(
        "translate", "--language", "fr", "--knowledge", str(base), "designer", stdin="C'est lui.\nqui donc\n\n"
    )
    assert result.exit_code == 0, result.output
    content = load_content(base)
    made = content.editions["fr"].facts["designer"]
    assert made.answer == "C'est lui."
    assert [phrasing.text for phrasing in made.phrasings][-1] == "qui donc"
    assert made.of == content.editions["en"].facts["designer"].digest


def test_disputed_claims_are_translated_too(base: Path) -> None:
    lines = "Nansen.\n¿Quién?\n\nEn 1894.\n"
    result = run("translate", "--language", "es", "first-expedition", "--knowledge", str(base), stdin=lines)
    assert result.exit_code == 0, result.output
    assert load_content(base).editions["es"].facts["first-expedition"].disputes[0].claim == "En 1894."


def test_a_translation_is_written_by_options_alone(base: Path) -> None:
    arguments = (
        "translate",
        "--language",
        "es",
        "--answer",
        "Sí: redondo.",
        "--phrasing",
        "¿Redondo?",
        "--knowledge",
        str(base),
    )
    assert run(*arguments).exit_code == 2  # it does not say which fact
    assert run(*arguments, "hull").exit_code == 0
    assert load_content(base).editions["es"].facts["hull"].answer == "Sí: redondo."


def test_input_that_ends_within_a_translation_leaves_what_is_done(base: Path) -> None:
    result = run(
        "translate", "--language", "fr", "fram", "hull", "--knowledge", str(base), stdin="Un navire.\nQuoi ?\n\nRond.\n"
    )
    assert "the input ended before: Phrasing 1" in told(result)
    assert "1 translated into fr, 1 left" in result.output
    assert load_content(base).editions["fr"].facts["fram"].answer == "Un navire."


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--language", "en"), "the base's own language"),
        (("--language", "tlh"), "nothing is known of the language 'tlh'"),
        (("--language", "fr", "nothing"), "there is no fact 'nothing'"),
    ],
)
def test_what_cannot_be_translated_is_told(base: Path, arguments: tuple[str, ...], message: str) -> None:
    assert message in told(run("translate", *arguments, "--knowledge", str(base)))


@pytest.mark.parametrize("language", ["en", "es", "fr"])
def test_a_new_base_is_sound_without_a_warning(tmp_path: Path, language: str) -> None:
    assert run("new", "base", "mine", "--name", "Guide: #1", "--language", language).exit_code == 0
    checked = run("check", "--strict", "--knowledge", "mine")
    assert checked.exit_code == 0, checked.output
    base = KnowledgeBase.load(tmp_path / "mine")
    edition = base.edition()
    assert (edition.language, edition.about.name) == (language, "Guide: #1")
    assert 2 <= len(edition.facts) <= 3
    readme = (tmp_path / "mine" / "README.md").read_text("utf-8")
    headings = [line.removeprefix("## ") for line in readme.splitlines() if line.startswith("## ")]
    for fact in edition.facts.values():
        assert base.find(fact.title).answers[0].fact.id == fact.id
        assert any(heading in citation.at for citation in fact.citations for heading in headings)
    files = list((tmp_path / "mine").rglob("*.yaml"))
    assert all(path.read_text("utf-8").startswith("# yaml-language-server: $schema=") for path in files)


def test_a_fact_of_ones_own_is_found_in_a_new_base(hldbot: Hldbot) -> None:
    hldbot("new", "base", "mine", stdin=b"Tower Guide\nen\n")
    fact = (
        "new",
        "fact",
        "--topic",
        "guide",
        "--phrasing",
        "How tall is the tower?",
        "--answer",
        "It is 12 metres tall.",
    )
    result = hldbot(*fact, "--source", "read-me", "--at", "section 1", "--yes", "--knowledge", "mine")
    assert result.returncode == 0, result.stderr
    talk = hldbot("chat", "--knowledge", "mine", stdin=b"how tall is the tower\nHow do I add a fact to this base?\n")
    assert "It is 12 metres tall." in talk.stdout.decode()
    assert "The command hldbot new fact asks" in talk.stdout.decode()


def test_a_base_can_be_begun_in_each_language_that_the_bot_speaks() -> None:
    assert languages() == ["en", "es", "fr"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("full", "--name", "x", "--language", "en"), "full is there already and not empty"),
        (("file", "--name", "x", "--language", "en"), "file is there already"),
        (("new", "--name", "x" * 65, "--language", "en"), "a name has up to 64 characters"),
        (("new", "--name", "a\nb", "--language", "en"), "on one line"),
        (("new", "--name", " ", "--language", "en"), "the text is empty"),
        (("new", "--name", "x", "--language", "../en"), "no base can be begun in '../en'"),
        (("file/new", "--name", "x", "--language", "en"), "cannot be written"),
        (("new", "--language", "en"), "the input ended before: The bot's name; answer it there, or with --name"),
    ],
)
def test_a_base_is_never_begun_over_something_else(tmp_path: Path, arguments: tuple[str, ...], message: str) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("kept", "utf-8")
    (tmp_path / "file").write_text("kept", "utf-8")
    assert message in told(run("new", "base", *arguments))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "full"]
    assert [path.name for path in (tmp_path / "full").iterdir()] == ["mine.txt"]


class Typed(Terminal):
    """A command at a terminal, typed at as a person does."""

    def __init__(self, *arguments: str) -> None:
        self.raw = b""
        self._read_to = 0
        self._pid, self._terminal = pty.fork()
        if self._pid == 0:
            environment = {"TERM": "xterm-256color", "COLUMNS": "80", "LINES": "40", "PROMPT_TOOLKIT_NO_CPR": "1"}
            os.execve(sys.executable, (sys.executable, "-m", "bot", *arguments), os.environ | environment)  # noqa: S606  # runs this project


def test_at_a_terminal_a_wrong_answer_is_told_and_asked_again(base: Path) -> None:
    terminal = Typed("new", "fact", "--quick", "--knowledge", str(base))
    terminal.type("xyz\r", after="Topic:")
    terminal.type("ship\r", after="nothing is called so")
    terminal.type("How many masts?\r", after="Phrasing 1:")
    terminal.type("how many MASTS?\r", after="no more):")
    terminal.type("\r", after="that stands here already")
    terminal.type("\r", after="how-many-masts")  # the id that is proposed
    terminal.type("Three.\r", after="sentences:")
    terminal.type("new land\r", after="or new:")
    terminal.type("page 3\r", after="page):")
    terminal.type("\r", after="no more):")
    terminal.type("\r", after="none):")
    terminal.type("y\r", after="[y/n]:")
    terminal.read("written")
    assert terminal.exit_code() == 0
    assert load_content(base).editions["en"].facts["how-many-masts"].answer == "Three."


@pytest.mark.parametrize("leave", ["\x03", "\x04"])
def test_a_fact_that_is_left_in_the_middle_is_not_written(base: Path, leave: str) -> None:
    before = (base / "facts/ship.yaml").read_bytes()
    terminal = Typed("new", "fact", "--topic", "ship", "--knowledge", str(base))
    terminal.type("How many masts?\r", after="Phrasing 1:")
    terminal.type(leave, after="no more):")
    terminal.read("is not written")
    assert terminal.exit_code() == 1
    assert (base / "facts/ship.yaml").read_bytes() == before


@pytest.mark.parametrize("leave", ["\x03", "\x04"])
def test_translating_can_be_left_and_what_is_done_stays(base: Path, leave: str) -> None:
    terminal = Typed("translate", "--language", "fr", "--knowledge", str(base))
    terminal.type("Un navire.\r", after="passes over it):")
    terminal.type("Quoi ?\r", after="Phrasing 1:")
    terminal.type("\r", after="no more):")
    terminal.type(leave, after="passes over it):")
    terminal.read("1 translated into fr")
    assert terminal.exit_code() == 0
    assert load_content(base).editions["fr"].facts["fram"].answer == "Un navire."
