"""The figures count what the journal has of the days asked for, and nothing else."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from html import escape

import pytest

from bot.reporting.charts import draw
from bot.reporting.figures import Figures, figures
from bot.reporting.kept import Kept
from bot.reporting.page import page
from bot.reporting.plain import plain
from handlers.keeping.schema import Kind, OpenQuestion, Reason, Tally, Vote
from knowledge import KnowledgeBase, Outcome
from tests.bot.conftest import BASE

TODAY = date(2026, 11, 24)


@pytest.fixture(scope="module")
def lighthouses() -> KnowledgeBase:
    return KnowledgeBase.load(BASE)


def tally(days_ago: int, outcome: Outcome, count: int, fact: str = "", topic: str = "", language: str = "en") -> Tally:
    return Tally(TODAY - timedelta(days=days_ago), language, str(outcome), topic, fact, count)


def moment(days_ago: int) -> datetime:
    return datetime(2026, 11, 24, 12, tzinfo=UTC) - timedelta(days=days_ago)


def told(base: KnowledgeBase, kept: Kept, days: int = 7) -> Figures:
    return figures(base, kept, today=TODAY, days=days)


TALLIES = (
    tally(0, Outcome.ANSWERED, 5, "pharos", "towers"),
    tally(0, Outcome.UNKNOWN, 2),
    tally(2, Outcome.ANSWERED, 3, "fresnel", "lamps", "fr"),
    tally(6, Outcome.CHOOSE, 1),
    tally(6, Outcome.ANSWERED, 1, "gone-since", "gone"),
    tally(7, Outcome.ANSWERED, 100, "pharos", "towers"),
    tally(-1, Outcome.ANSWERED, 100, "pharos", "towers"),
)


def test_only_the_days_asked_for_count_and_each_of_them_is_there(lighthouses: KnowledgeBase) -> None:
    found = told(lighthouses, Kept(tallies=TALLIES))
    assert (found.first, found.last, found.asked) == (date(2026, 11, 18), TODAY, 12)
    assert [(line.name[-2:], line.asked) for line in found.days] == [
        ("18", 2), ("19", 0), ("20", 0), ("21", 0), ("22", 3), ("23", 0), ("24", 7),
    ]  # fmt: skip
    assert found.total.counts == {
        Outcome.ANSWERED: 9, Outcome.CHOOSE: 1, Outcome.UNKNOWN: 2, Outcome.SMALLTALK: 0,
    }  # fmt: skip


def test_topics_languages_and_facts_come_most_asked_first(lighthouses: KnowledgeBase) -> None:
    found = told(lighthouses, Kept(tallies=TALLIES))
    titles = {topic.id: topic.title for topic in lighthouses.edition().topics.values()}
    assert [(line.name, line.asked) for line in found.topics] == [
        (titles["towers"], 5),
        (titles["lamps"], 3),
        ("gone", 1),
    ]
    assert [(line.name, line.asked) for line in found.languages] == [("English", 9), ("French", 3)]
    assert [(asked.fact.id, asked.times) for asked in found.facts] == [("pharos", 5), ("fresnel", 3)]


def test_facts_that_nobody_asked_for_are_named_by_topic(lighthouses: KnowledgeBase) -> None:
    found = told(lighthouses, Kept(tallies=TALLIES))
    unasked = {group.topic.id: [fact.id for fact in group.facts] for group in found.unasked}
    assert unasked["lamps"] == ["lamps"]
    assert "pharos" not in unasked["towers"]
    assert sum(map(len, unasked.values())) == len(lighthouses.edition().facts) - 2


def test_votes_are_added_up_by_fact_the_worst_judged_first(lighthouses: KnowledgeBase) -> None:
    votes = (
        Vote("a", "pharos", good=True, voted_at=moment(0)),
        Vote("b", "fresnel", good=False, reason=Reason.UNCLEAR, voted_at=moment(1)),
        Vote("c", "fresnel", good=False, reason=Reason.UNCLEAR, voted_at=moment(2)),
        Vote("d", "gone-since", good=False, voted_at=moment(3)),
        Vote("e", "pharos", good=False, voted_at=moment(30)),
    )
    assert [(v.fact, v.good, v.bad, dict(v.reasons)) for v in told(lighthouses, Kept(votes=votes)).votes] == [
        ("fresnel", 0, 2, {Reason.UNCLEAR: 2}),
        ("gone-since", 0, 1, {}),
        ("pharos", 1, 0, {}),
    ]


def test_gaps_are_those_of_the_days_asked_for(lighthouses: KnowledgeBase) -> None:
    questions = (
        OpenQuestion("1", "visa", "en", Kind.UNKNOWN, (), asked_at=moment(0)),
        OpenQuestion("2", "lunch", "en", Kind.UNKNOWN, (), asked_at=moment(30)),
    )
    assert [gap.questions for gap in told(lighthouses, Kept(questions=questions)).gaps] == [("visa",)]


def test_each_chart_is_drawn_for_light_and_for_dark_pages_and_says_what_it_shows(lighthouses: KnowledgeBase) -> None:
    charts = draw(told(lighthouses, Kept(tallies=TALLIES)))
    assert [chart.name for chart in charts] == ["days", "languages", "topics"]
    assert all(png.startswith(b"\x89PNG") for chart in charts for png in (chart.light, chart.dark))
    assert all(chart.light != chart.dark for chart in charts)
    assert charts[0].alt == "Questions on each day from 2026-11-18 to 2026-11-24; most, 7, on 2026-11-24."
    assert charts[1].alt == "Questions by language: English 9, French 3."


def test_beside_each_chart_stands_a_table_of_the_same_numbers(lighthouses: KnowledgeBase) -> None:
    found = told(lighthouses, Kept(tallies=TALLIES))
    html = page(found, draw(found))
    assert html.count("<figure>") == html.count(", as a table") == 3
    for line in (*found.languages, *found.topics):
        assert f'<th scope="row">{escape(line.name)}</th><td>{line.asked}</td>' in html


def test_where_nothing_was_asked_no_chart_is_drawn(lighthouses: KnowledgeBase) -> None:
    found = told(lighthouses, Kept())
    assert (found.asked, draw(found)) == (0, ())
    assert "Nothing was asked" in page(found, ())


@pytest.mark.parametrize("title", ["$\\frac{1}{0}$ & <b>", "日本語のトピック", "مواضيع", "x" * 300, "$"])
def test_a_name_is_drawn_as_it_is_whatever_it_holds(lighthouses: KnowledgeBase, title: str) -> None:
    """Not as a formula, which could fail; a script that the font lacks is no warning."""
    found = told(lighthouses, Kept(tallies=(tally(0, Outcome.ANSWERED, 1, "pharos", title),)))
    assert draw(found)[2].light.startswith(b"\x89PNG")


def test_the_same_figures_give_the_same_page(lighthouses: KnowledgeBase) -> None:
    found = told(lighthouses, Kept(tallies=TALLIES))
    assert page(found, draw(found)) == page(found, draw(found))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\nb\tc", "a b c"),
        ("\x1b[31mred\x9b0m", "[31mred 0m"),
        ("\u202eevil\u2066", "evil"),
        ("\ud83d", ""),
        ("می‌روم 👩‍🚀", "می‌روم 👩‍🚀"),
    ],
)
def test_what_steers_a_screen_is_taken_out_and_what_joins_letters_stays(text: str, shown: str) -> None:
    assert plain(text) == shown
