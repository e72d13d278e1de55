from __future__ import annotations

from datetime import date

import pytest

from knowledge.checking import Kind
from tests.knowledge.checking.conftest import Checking

SHIP, FRENCH = "facts/ship.yaml", "translations/fr/facts/ship.yaml"
LAUNCH = "The Fram was launched on 26 October 1892."


def sentence(words: int) -> str:
    return " ".join(["Ice", *["ice"] * (words - 1)]) + "."


def test_a_fact_with_one_phrasing_is_told_in_each_language(checking: Checking) -> None:
    told = checking.told(Kind.FEW_PHRASINGS)
    assert [line.partition(": ")[0] for line in told] == [
        checking.folder.at(SHIP, "phrasings:\n      - What does"),
        checking.folder.at("translations/fr/facts/expeditions.yaml", "phrasings"),
    ]
    assert told[0].endswith("add others in the words of other people")


def test_a_source_that_nothing_cites_is_told(checking: Checking) -> None:
    assert checking.told(Kind.UNUSED) == []
    checking.folder.append("sources.yaml", "  - {id: log, title: Log, publisher: Crew, date: 1893}\n")
    (told,) = checking.told(Kind.UNUSED)
    assert told.startswith(f"{checking.folder.at('sources.yaml', '{id: log')}: no fact cites log")


def test_a_source_that_only_a_disputed_claim_cites_is_used(checking: Checking) -> None:
    name = "facts/expeditions.yaml"
    checking.folder.append("sources.yaml", "  - {id: log, title: Log, publisher: Crew, date: 1893}\n")
    checking.folder.edit(
        name, "          - source: new-land\n            at: page 3", "          - source: log\n            at: page 3"
    )
    assert checking.told(Kind.UNUSED) == []


@pytest.mark.parametrize(
    "at", ["-", "?", "n/a", "page", "p.", "see document", "see the document", "passim", "§", "TBD"]
)
def test_a_citation_that_names_no_place_is_told(checking: Checking, at: str) -> None:
    checking.folder.edit(SHIP, "at: preface", f'at: "{at}"')
    (told,) = checking.told(Kind.NO_LOCATOR)
    assert told.startswith(f"{checking.folder.at(SHIP, 'at: ')}: “{at}” names no place in museum-catalogue")


@pytest.mark.parametrize(
    "at", ["page 3", "p. 3", "heading", "section Objectives", "paragraph 4", "chapter X", "all paragraphs", "§ 5"]
)
def test_a_paragraph_a_heading_or_a_number_is_a_place(checking: Checking, at: str) -> None:
    checking.folder.edit(SHIP, "at: preface", f'at: "{at}"')
    assert checking.told(Kind.NO_LOCATOR) == []


@pytest.mark.parametrize(
    ("today", "told"),
    [
        (date(2026, 10, 1), 0),
        (date(2027, 10, 2), 0),
        (date(2027, 10, 3), 1),
        (date(2026, 9, 30), 0),
        (date(2026, 9, 29), 1),
    ],
    ids=["the same day", "a year later", "a day more", "where it is yesterday still", "before it"],
)
def test_sources_are_to_be_read_again_after_a_year(checking: Checking, today: date, told: int) -> None:
    assert len(checking.told(Kind.UNCHECKED, today=today)) == told


def test_what_was_checked_too_long_ago_is_told_at_its_date(checking: Checking) -> None:
    (told,) = checking.told(Kind.UNCHECKED, today=date(2028, 1, 1))
    assert told.startswith(f"{checking.folder.at(SHIP, 'checked')}: the sources were last read 457 days ago")


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (f"{sentence(50)} {sentence(30)}", None),
        (sentence(51), "the first sentence has 51 words, and up to 50 are seen at once"),
        (f"{sentence(40)} {sentence(41)}", "the answer has 81 words, and one that is read at a glance has up to 80"),
        (f"They were: {'a b c d; ' * 60}e", None),
        (f"They were: {'a b c d; ' * 70}e", "the list has 283 words, and more than 250 are a page"),
    ],
    ids=["as long as may be", "first sentence", "answer", "list", "long list"],
)
def test_an_answer_is_read_at_a_glance(checking: Checking, answer: str, told: str | None) -> None:
    checking.folder.edit(SHIP, LAUNCH, f'"{answer}"')
    found = checking.told(Kind.LONG)
    assert [line.partition(";")[0] for line in found] == (
        [f"{checking.folder.at(SHIP, 'answer: ' + chr(34))}: {told}"] if told else []
    )


def test_a_translation_may_be_a_quarter_longer(checking: Checking) -> None:
    checking.folder.edit(FRENCH, "Colin Archer a dessiné le Fram.", sentence(62))
    assert checking.told(Kind.LONG) == []
    checking.folder.edit(FRENCH, sentence(62), sentence(63))
    assert len(checking.told(Kind.LONG)) == 1


def test_a_fact_that_fits_no_message_is_told(checking: Checking) -> None:
    told = checking.told(
        Kind.LONG, length=lambda language, fact: 4097 if (language, fact) == ("fr", "designer") else 4096
    )
    assert told == [
        f"{checking.folder.at(FRENCH, 'answer')}: the answer and its sources fill 4097 UTF-16 units, "
        "and a message holds 4096; shorten it"
    ]
