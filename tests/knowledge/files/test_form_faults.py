from __future__ import annotations

import pytest

from tests.knowledge.folder import Folder

SHIP = "facts/ship.yaml"
LAUNCH = "    answer: The Fram was launched on 26 October 1892.\n"
LONG = "x" * 65


@pytest.mark.parametrize(
    ("name", "old", "new", "at", "fault"),
    [
        (SHIP, "date: 1892-10-26", "dat: 1892-10-26", "dat: ", "there is no field 'dat'; did you mean 'date'?"),
        (SHIP, "checked: 2026", "zzz: 2026", "zzz", "there is no field 'zzz'; the fields here are id, phrasings, ans"),
        (
            SHIP,
            "at: preface",
            "at: preface\n        page: 3",
            "page",
            "there is no field 'page'; the fields here are source, at",
        ),
        (SHIP, LAUNCH, "", "id: launch", "the field 'answer' is missing; add it to this entry"),
        (SHIP, LAUNCH, "    answer:\n", "answer:\n", "the text is empty; write it, or delete the field"),
        (SHIP, LAUNCH, "    answer: [a, b]\n", "answer: [a", "a text must stand here, not a list or fields"),
        (SHIP, "see: [designer]", "see: designer", "see: d", "a list must stand here; begin each of its lines"),
        (SHIP, "see: [designer]", "see: [[designer]]", "[designer]", "a text must stand here, not a list"),
        (SHIP, "id: launch", "id: The Launch", "id: The", "'The Launch' does not fit; an id has 1 to 48"),
        (SHIP, "1892-10-26\n", "26.10.1892\n", "date: 26", "'26.10.1892' does not fit; write a date as 2006-09-14"),
        (SHIP, "1892-10-26\n", "1892-13\n", "date: 1892", "'1892-13' does not fit; write a date as"),
        ("base.yaml", "Fram Guide", LONG, "name: x", "the text has 65 characters and may have 64; shorten it"),
        ("topics.yaml", "command: ship", "command: the-ship", "command: the", "'the-ship' does not fit; a command has"),
        ("topics.yaml", "title: The ship", "title: [a]", "title: [", "a text must stand here"),
        ("sources.yaml", "date: undated", "date: x\n    url: fram.museum", "url:", "'fram.museum' does not fit; write"),
        ("glossary.yaml", "[shape, form]", "[shape]", "[shape]", "the list needs 2 or more and has 1; add to it"),
        ("tests/en/outside.yaml", "everyday", "Every Day", "Every Day", "'Every Day' does not fit; an id has 1 to 48"),
    ],
)
def test_each_field_that_does_not_fit_is_told_with_a_remedy(
    folder: Folder, name: str, old: str, new: str, at: str, fault: str
) -> None:
    folder.edit(name, old, new)
    (told,) = folder.faults()
    assert told.startswith(f"{folder.at(name, at)}: {fault}")


def test_a_date_may_be_a_year_a_month_a_day_or_a_span(folder: Folder) -> None:
    for date in ("1892", "1892-10", "1892-10-26", "1892-10/1893", "1892-10-26/1892-10-27"):
        folder.edit(SHIP, "date: 1892-10-26", f"date: {date}")
        assert folder.faults() == []
        folder.edit(SHIP, f"date: {date}", "date: 1892-10-26")


def test_an_id_fits_a_deep_link_and_no_more(folder: Folder) -> None:
    folder.edit(SHIP, "id: launch", f"id: {'x' * 48}")
    assert folder.faults() == []
    folder.edit(SHIP, "x" * 48, "x" * 49)
    assert len(folder.faults()) == 1
