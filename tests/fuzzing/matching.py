"""The matcher: any text, in any language, after any answers."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from knowledge import Found, KnowledgeBase, Outcome
from tests.fuzzing.targets import Target
from tests.fuzzing.texts import texts

FRAM = Path(__file__).parents[1] / "knowledge" / "bases" / "fram"
"""A small base in two languages."""


@cache
def fram() -> KnowledgeBase:
    """Return the small base, loaded once a process."""
    return KnowledgeBase.load(FRAM)


def check(asked: tuple[str, str | None, list[int]]) -> None:
    """Let a text find something: the outcome has what it promises, and the same text finds the same again."""
    text, language, before = asked
    base = fram()
    ids = list(base.edition().facts)
    context = [ids[place % len(ids)] for place in before]
    found = base.find(text, language, context)
    assert found.question == text
    assert found.language in base.languages
    _check_outcome(found)
    for matches in (found.answers, found.choices):
        assert all(0 <= match.score <= 1 for match in matches)
        assert len({match.fact.id for match in matches}) == len(matches)
    if not any(character.isalnum() for character in text):
        assert found.outcome in (Outcome.UNKNOWN, Outcome.SMALLTALK)
    assert base.find(text, language, context) == found


def check_explanation(asked: tuple[str, str | None, list[int]]) -> None:
    """Let a text be explained: it explains what is found, and its words weigh what they weigh together."""
    text, language, before = asked
    base = fram()
    ids = list(base.edition().facts)
    context = [ids[place % len(ids)] for place in before]
    explanation = base.explain(text, language, context)
    if explanation is None:
        return
    assert explanation.found == base.find(text, language, context)
    assert explanation.ranked
    assert sum(weighed.weight for weighed in explanation.words) <= 1 + 1e-6
    assert all(0 <= value <= 1 + 1e-6 for value in explanation.evidence.values())


def _check_outcome(found: Found) -> None:
    match found.outcome:
        case Outcome.ANSWERED:
            assert 1 <= len(found.answers) <= 2
        case Outcome.CHOOSE:
            assert not found.answers
            assert 2 <= len(found.choices) <= 4
        case Outcome.UNKNOWN:
            assert not found.answers + found.choices
            assert found.topics
        case Outcome.SMALLTALK:
            assert found.reply


_ASKED: st.SearchStrategy[Any] = st.tuples(
    texts, st.sampled_from((None, "en", "fr", "xx", "")), st.lists(st.integers(0, 20), max_size=2)
)

TARGETS = (
    Target("matcher", _ASKED, check, share=330),
    Target("explanations", _ASKED, check_explanation, share=50),
)
