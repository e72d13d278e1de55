"""`hldbot diff`, `gaps` and `report`, as an editor runs them beside the bot."""

from __future__ import annotations

import asyncio
import json
import shutil
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest

from handlers.keeping.journal import Journal
from handlers.keeping.schema import Kind, OpenQuestion, Reason, Vote
from knowledge import Found, KnowledgeBase, Match, Outcome
from tests.bot.conftest import BASE
from tests.bot.inside import Inside

HOSTILE = (
    "<script>alert(1)</script>",
    "</li></ol></main><img src=x onerror=alert(1)>",
    "{{ 7 * 7 }}{% for x in told %}",
    "\x1b[2J\x1b[31mred",
    "\u202eevil",
    "'; DROP TABLE questions; --",
)


@pytest.fixture
def hldbot(monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Inside:
    monkeypatch.setenv("HLDBOT_KNOWLEDGE", str(BASE))
    return Inside(monkeypatch, capfdbinary)


@pytest.fixture
def base(tmp_path: Path) -> Path:
    return Path(shutil.copytree(BASE, tmp_path / "base"))


async def kept(*texts: str) -> None:
    """Fill the journal that the settings name by default."""
    journal = Journal("sqlite+aiosqlite:///hldbot.sqlite3")
    for number, text in enumerate(texts):
        await journal.keep(OpenQuestion(f"q{number}", text, "en", Kind.UNKNOWN, ()))
    fact = KnowledgeBase.load(BASE).edition().facts["pharos"]
    await journal.count(Found("?", Outcome.ANSWERED, "en", answers=(Match(fact, 0.9, fact.title),)))
    await journal.count(Found("?", Outcome.UNKNOWN, "en"))
    await journal.vote(Vote("v1", "pharos", good=True))
    await journal.vote(Vote("v2", "pharos", good=False, reason=Reason.UNCLEAR))
    await journal.close()


async def inside(hldbot: Inside, *arguments: str) -> str:
    """Return what a command writes that runs an event loop of its own."""
    return (await asyncio.to_thread(hldbot, *arguments)).stdout.decode()


class Page(HTMLParser):
    """What a page is made of."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def edit(base: Path) -> None:
    file = base / "facts" / "towers.yaml"
    file.write_text(file.read_text("utf-8").replace("over one hundred metres", "some hundred metres"), "utf-8")


def test_two_folders_are_compared_field_by_field(hldbot: Inside, base: Path) -> None:
    edit(base)
    shown = hldbot("diff", str(BASE), "base")
    assert shown.returncode == 0
    assert shown.stdout.decode().splitlines()[:3] == [
        "~ fact pharos (en)",
        "    answer - The Pharos of Alexandria was over one hundred metres tall.",
        "    answer + The Pharos of Alexandria was some hundred metres tall.",
    ]


def test_one_name_is_compared_with_the_base_as_it_is(hldbot: Inside, base: Path) -> None:
    edit(base)
    written = json.loads(hldbot("diff", str(BASE), "--json", HLDBOT_KNOWLEDGE="base").stdout)
    [entry] = written["entries"]
    assert (entry["kind"], entry["id"], entry["did"]) == ("fact", "pharos", "changed")
    assert entry["fields"][0]["field"] == "answer"


def test_open_questions_are_put_to_both(hldbot: Inside, base: Path) -> None:
    asyncio.run(kept("zanzibar", "How tall was the Pharos of Alexandria?"))
    file = base / "facts" / "towers.yaml"
    file.write_text(file.read_text("utf-8").replace("height of the Pharos", "zanzibar"), "utf-8")
    written = json.loads(hldbot("diff", str(BASE), "base", "--json").stdout)
    assert [(r["question"], r["before"]["outcome"], r["after"]["outcome"]) for r in written["replies"]] == [
        ("zanzibar", "unknown", "answered")
    ]
    shown = hldbot("diff", str(BASE), "base").stdout.decode()
    assert "other: zanzibar (en)\n    unknown → answered: pharos\n" in shown
    assert json.loads(hldbot("diff", str(BASE), "base", "--json", "--no-replay").stdout)["replayed"] == 0


@pytest.mark.usefixtures("base")
def test_what_is_neither_a_folder_nor_a_revision_is_told_so(hldbot: Inside) -> None:
    refused = hldbot("diff", "nowhere", "base", HLDBOT_KNOWLEDGE="base")
    assert refused.returncode == 2
    assert b"there is no folder 'nowhere', and git finds no such revision" in refused.stderr


def test_a_broken_base_is_told_so(hldbot: Inside, base: Path) -> None:
    (base / "topics.yaml").write_text("topics: [", "utf-8")
    refused = hldbot("diff", str(BASE), "base")
    assert refused.returncode == 2
    assert b"topics.yaml:2:1" in refused.stderr


def test_without_a_journal_there_are_no_gaps_and_none_is_made(hldbot: Inside, tmp_path: Path) -> None:
    assert b"the journal has no open questions" in hldbot("gaps").stdout
    assert list(tmp_path.iterdir()) == []


async def test_gaps_are_shown_most_asked_first_with_the_nearest_facts(hldbot: Inside) -> None:
    await kept("visa cost", "what is for lunch", "what does a visa cost", "how tall is the pharos keeper")
    lines = await inside(hldbot, "gaps", "--json")
    found = [json.loads(line) for line in lines.splitlines()]
    assert found[0]["questions"] == ["visa cost", "what does a visa cost"]
    assert [gap["asked"] for gap in found] == [2, 1, 1]
    assert any(near["fact"] == "pharos" for gap in found for near in gap["nearest"])
    assert len((await inside(hldbot, "gaps", "--json", "--limit", "1")).splitlines()) == 1
    assert "1. visa cost\n" in await inside(hldbot, "gaps")


async def test_no_question_steers_the_terminal(hldbot: Inside) -> None:
    await kept(*HOSTILE)
    shown = await inside(hldbot, "gaps")
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert "<script>alert(1)</script>" in shown


async def test_a_journal_that_cannot_be_read_is_told_so(hldbot: Inside, tmp_path: Path) -> None:
    (tmp_path / "hldbot.sqlite3").write_bytes(b"no database" * 100)
    refused = await asyncio.to_thread(hldbot, "gaps")
    assert refused.returncode == 2
    assert b"hldbot.sqlite3 cannot be read" in refused.stderr


async def test_the_report_holds_all_that_it_needs_and_nothing_of_a_question_is_markup(
    hldbot: Inside, tmp_path: Path
) -> None:
    await kept(*HOSTILE)
    assert "report.html: 2 questions in 30 days" in await inside(hldbot, "report", "--png", "charts")
    page = Page((tmp_path / "report.html").read_text("utf-8"))
    assert {tag for tag, _ in page.tags} & {"script", "link", "iframe", "object"} == set()
    addresses = [attrs.get("src") or attrs.get("srcset") or "" for tag, attrs in page.tags if tag in ("img", "source")]
    assert len(addresses) == 6
    assert all(address.startswith("data:image/png;base64,iVBOR") for address in addresses)
    assert all(attrs.get("alt") for tag, attrs in page.tags if tag == "img")
    for text in HOSTILE[:3]:
        assert text in page.text
    assert sorted(path.name for path in (tmp_path / "charts").iterdir()) == ["days.png", "languages.png", "topics.png"]
    assert datetime.now(UTC).date().isoformat()[:4] in page.text


def test_an_empty_journal_makes_a_page_that_says_so(hldbot: Inside, tmp_path: Path) -> None:
    assert hldbot("report", "-o", "empty.html", "--days", "7").returncode == 0
    page = Page((tmp_path / "empty.html").read_text("utf-8"))
    assert "Nothing was asked in these days." in page.text
    assert "There are no open questions." in page.text
    assert "Nobody has voted." in page.text


def test_a_page_that_cannot_be_written_is_told_so(hldbot: Inside) -> None:
    refused = hldbot("report", "-o", "no/such/report.html")
    assert refused.returncode == 2
    assert b"no/such/report.html cannot be written" in refused.stderr
