"""Any text, in any file: it reads back as it was given, and nothing around it changes; or it is refused."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from knowledge.editing import EditError
from knowledge.editing.scalars import WIDTH, tidy
from knowledge.editing.sheet import Sheet

HOSTILE = (
    "no", "Yes", "~", "null", "1.10", "12:30", "0x1F", "1e3", "2026-11-24", "", "-", "- a", "-- a", "? a", "a: b",
    "a:", "a #b", "#a", "@a", "`a`", "%a", "&a", "*a", "!a", "!!int 3", "|", ">-", "[a]", "{a: b}", "a, b", "a]", "}",
    '"', "'", "'a' \"b\"", "\\", "a\\nb", "...", "---", "a\nb", "a\n\nb", "a\n  b", "a\n \nb", "a\n- b: c", "a\n# b",
    "a\tb", "a \tb " * 40, "  a  ", "a  b", "a\r\nb", "<<", "=", "é 😀 \u200d", "\u202eabc", "مرحبا: بكم", "שלום #1",
    "\ufeffa", "a\u2028b", "a\x85b", "a\u00a0b", "a" * 300, "word " * 60, "two  spaces " * 20,
)  # fmt: skip

BLOCK = (
    "# Kept: é 😀\nfacts:\n  - id: a  # kept\n    phrasings:\n      - one # kept\n    answer: {}\n    see: [x]\n# end\n"
)
FLOW = "facts: [{{id: a, phrasings: [one], answer: {}, see: [x]}}] # end\n"
LAYOUTS = {
    "block": BLOCK,
    "dashes under their name": ("facts:\n- id: a\n  phrasings:\n  - one\n  answer: {}\n    \n  see: [x]\n# end\n"),
    "brackets": FLOW,
    "Windows": BLOCK.replace("\n", "\r\n"),
    "byte order mark": "\ufeff" + BLOCK,
    "no last line end": BLOCK.removesuffix("\n# end\n"),
    "single quotes": BLOCK.replace("one", "'one'"),
}
ANSWERS = ("An answer.", "'Quoted.'", '"Quoted."', ">-\n      Folded\n      text.", "|\n      Literal\n      text.\n")

texts = st.one_of(
    st.text(max_size=200),
    st.lists(st.sampled_from([*HOSTILE, " ", "\n", ": ", " #", "- ", "word"]), max_size=12).map("".join),
    st.sampled_from(HOSTILE),
)


def sheet_of(layout: str, answer: str = "An answer.") -> Sheet:
    text = LAYOUTS[layout]
    if "Windows" in layout:
        answer = answer.replace("\n", "\r\n")
    return Sheet("facts/a.yaml", text.format(answer).encode())


def tidied(text: str) -> str | None:
    try:
        return tidy(text)
    except EditError:
        return None


def between(before: bytes, after: bytes) -> bytes:
    """Return what was put into `before`, everything around it having stayed."""
    start = next((i for i, pair in enumerate(zip(before, after, strict=False)) if pair[0] != pair[1]), len(before))
    assert after.endswith(before[start:])
    return after[start : len(after) - len(before) + start]


@pytest.mark.parametrize("layout", LAYOUTS)
@settings(deadline=None)
@given(text=texts)
def test_a_text_reads_back_as_it_was_given_and_nothing_else_changes(layout: str, text: str) -> None:
    wanted = tidied(text)
    if wanted is None:
        return
    sheet = sheet_of(layout)
    before, tree = sheet.raw, sheet.tree
    sheet.insert_item(("facts", 0, "phrasings"), wanted)
    again = Sheet(sheet.name, sheet.raw)
    assert again.at(("facts", 0, "phrasings")) == ["one", wanted]
    assert between(before, sheet.raw)
    again.remove_item(("facts", 0, "phrasings"), 1)
    assert again.tree == tree
    assert again.raw == before


@pytest.mark.parametrize("layout", [name for name in LAYOUTS if name != "brackets"])
@settings(deadline=None)
@given(text=texts, answer=st.sampled_from(ANSWERS))
def test_a_new_answer_takes_the_place_of_the_old_alone(layout: str, text: str, answer: str) -> None:
    wanted = tidied(text)
    if wanted is None:
        return
    sheet = sheet_of(layout, answer)
    before = sheet.raw
    sheet.set_text(("facts", 0, "answer"), wanted)
    again = Sheet(sheet.name, sheet.raw)
    assert again.at(("facts", 0, "answer")) == wanted
    head, tail = (before[: before.index(b"answer:")], before[before.index(b"  see:") :])
    assert sheet.raw.startswith(head)
    assert sheet.raw.endswith(tail)


@pytest.mark.parametrize("layout", LAYOUTS)
@settings(deadline=None)
@given(entry=st.fixed_dictionaries({"id": st.just("b"), "phrasings": st.lists(texts, min_size=1, max_size=3)}))
@example(entry={"id": "b", "phrasings": ["no", "a: b"]})
def test_a_new_entry_reads_back_as_it_was_given(layout: str, entry: dict[str, str | list[str]]) -> None:
    wanted = [tidied(text) for text in entry["phrasings"]]
    if None in wanted:
        return
    sheet = sheet_of(layout)
    before = sheet.raw
    sheet.insert_item(("facts",), {"id": "b", "phrasings": [text for text in wanted if text]})
    assert Sheet(sheet.name, sheet.raw).at(("facts", 1)) == {"id": "b", "phrasings": wanted}
    assert between(before, sheet.raw)


@pytest.mark.parametrize("char", ["\0", "\x07", "\x1b", "\x7f", "\ud800"])
def test_what_no_file_can_hold_is_refused_with_its_place(char: str) -> None:
    with pytest.raises(EditError, match=rf"character 3 .*U\+{ord(char):04X}.*delete it"):
        tidy(f"ab{char}cd")


@pytest.mark.parametrize("text", ["", "  \n\t"])
def test_an_empty_text_is_refused(text: str) -> None:
    with pytest.raises(EditError, match="empty"):
        tidy(text)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_long_texts_are_wrapped_and_short_ones_stay_bare(layout: str) -> None:
    sheet = sheet_of(layout)
    sheet.insert_item(("facts", 0, "phrasings"), "how long is it")
    sheet.set_text(("facts", 0, "answer"), "word " * 60 + "end")
    lines = sheet.raw.decode("utf-8-sig").splitlines()
    assert any(line.strip(" -").startswith("how long is it") for line in lines) or layout == "brackets"
    assert all(len(line) <= WIDTH for line in lines) or layout == "brackets"


def test_the_quotes_of_a_file_are_those_of_its_other_texts() -> None:
    sheet = sheet_of("single quotes")
    sheet.insert_item(("facts", 0, "phrasings"), "no: that")
    assert "- 'no: that'" in sheet.text
