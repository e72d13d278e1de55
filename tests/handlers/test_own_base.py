"""The bot's own base, through its own matcher: whatever it holds, everything in it can be shown."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from handlers import glossary, timeline
from handlers.showing.details import complaint, record, why
from handlers.showing.markup import split, text_of
from handlers.showing.rendering import Message, Renderer
from handlers.showing.wording import Wording
from knowledge import BASE, KnowledgeBase


@pytest.fixture(scope="module")
def shown() -> Renderer:
    knowledge = KnowledgeBase.load(BASE)
    return Renderer(knowledge, knowledge.edition(), Wording.load().of("en"), private=True)


def everything(shown: Renderer) -> Iterator[Message]:
    yield from map(shown.fact, shown.edition.facts)
    yield from (behind(shown, fact) for fact in shown.edition.facts for behind in (record, complaint))
    yield from (shown.topic(topic, page) for topic in shown.edition.topics for page in range(1, 9))
    yield from map(shown.sources, range(1, 50))
    yield from (shown.topics(), shown.welcome(shown.examples()), shown.help())
    yield from (timeline.page(shown, number) for number in range(1, 50))
    yield from (glossary.page(shown, number) for number in range(1, 20))
    yield from (glossary.look_up(shown, term.term) for term in shown.edition.terms)


def test_every_button_carries_1_to_64_bytes(shown: Renderer) -> None:
    data = [button.data for message in everything(shown) for row in message.buttons for button in row]
    assert all(1 <= len(each.encode()) <= 64 for each in data)


def test_every_answer_fits_one_message(shown: Renderer) -> None:
    assert all(len(split(message.text)) == 1 for message in everything(shown))


def test_every_title_finds_its_fact(shown: Renderer) -> None:
    for fact in shown.edition.facts.values():
        first, *_ = shown.found(shown.knowledge.find(fact.title))
        assert text_of(first.text).startswith(fact.title)


def test_every_title_is_explained_by_its_words(shown: Renderer) -> None:
    for fact in shown.edition.facts.values():
        text = text_of(why(shown, fact.id, shown.knowledge.explain(fact.title)).text)
        assert f"You asked: {fact.title}" in text


def test_every_example_of_the_welcome_is_answered(shown: Renderer) -> None:
    assert len(shown.welcome(shown.examples()).buttons) == len(shown.edition.about.examples) + 1
