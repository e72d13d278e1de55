"""The renderer: whatever stands in a base and in a question, what is sent is what Telegram takes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from random import Random
from typing import Any, cast

from hypothesis import strategies as st
from telegram.constants import PollLimit

from handlers import glossary, timeline
from handlers.showing import details
from handlers.showing.markup import bold, folded, italic, link, plain, split
from handlers.showing.quizzes import Quizzes
from handlers.showing.rendering import FROM_PAGE, Button, Message, Renderer, mark
from handlers.showing.subjects import Titles
from handlers.showing.wording import Wording
from knowledge import Edition, Explanation, Fact, Found, KnowledgeBase, Match, Outcome, Source
from knowledge.files.loading import load_content
from knowledge.model import Content, Meant, Weighed
from tests.botapi.keyboards import checked_markup
from tests.botapi.texts import formatted
from tests.botapi.utf16 import units
from tests.fuzzing.loading import TEXT_EDITS, loaded
from tests.fuzzing.matching import FRAM
from tests.fuzzing.targets import Target
from tests.fuzzing.texts import short_texts, texts

MOST_SHOWN = 4
"""How many of the changed facts are shown in full: what goes wrong goes wrong with one."""


@dataclass(frozen=True, slots=True)
class Unasked:
    """A base of which nothing is asked: it takes a second to index, and a millisecond to render."""

    content: Content

    @property
    def sources(self) -> Mapping[str, Source]:
        """The sources by id."""
        return self.content.sources

    def edition(self, language: str | None = None) -> Edition:
        """Return the base in a language, or in its own."""
        own = next(iter(self.content.editions.values()))
        return self.content.editions.get(language or own.language, own)

    def find(self, text: str, language: str | None = None, context: Sequence[str] = ()) -> Found:
        """Return that the first fact answers."""
        del context
        edition = self.edition(language)
        return Found(text, Outcome.ANSWERED, edition.language, answers=(_match(next(iter(edition.facts.values()))),))


@cache
def _wording() -> Wording:
    return Wording.load()


@cache
def _pristine() -> Content:
    return load_content(FRAM)


def check_base(given: tuple[dict[int, Any], str]) -> None:
    """Let all that a base shows be shown, with any texts in it: each message is one that Telegram takes."""
    edits, asked = given
    content = loaded(edits)
    if content is None:
        return
    base = cast(KnowledgeBase, Unasked(content))
    for edition in content.editions.values():
        shown = Renderer(base, edition, _wording().of(edition.language), "hld_test_bot", private=True)
        for message in _messages(shown, asked):
            check_message(message)
        _check_quizzes(edition)


def _messages(shown: Renderer, asked: str) -> Iterator[Message]:
    edition, before = shown.edition, _pristine().editions.get(shown.edition.language)
    changed = [fact for fact in edition.facts.values() if before is None or before.facts.get(fact.id) != fact]
    for fact in islice(changed, MOST_SHOWN):
        yield shown.fact(fact.id)
        yield shown.fact(fact.id, f"{FROM_PAGE}1")
        yield details.record(shown, fact.id, mark(fact.id))
        yield details.complaint(shown, fact.id)
        yield details.why(shown, fact.id, _explained(fact, asked))
        found = Found(asked, Outcome.CHOOSE, edition.language, choices=(_match(fact), _match(fact)), subject=fact.id)
        yield from shown.found(found)
    yield from (shown.topics(), shown.help(), shown.sources(1), shown.welcome(shown.examples(), gone=True))
    yield from (shown.topic(topic) for topic in edition.topics)
    yield from (details.again(shown, shown.unknown(edition.topics.values()), failures) for failures in range(3))
    yield from (Message(plain(talk.reply)) for talk in edition.smalltalk)
    yield from (glossary.page(shown, 1), glossary.look_up(shown, asked))
    yield from (glossary.term(shown, mark(term.term)) for term in islice(edition.terms, MOST_SHOWN))
    yield timeline.page(shown, 1)


def _explained(fact: Fact, asked: str) -> Explanation:
    found = Found(asked, Outcome.ANSWERED, fact.language, answers=(_match(fact),), subject=fact.id)
    words = (Weighed(asked[:40], 1.0, added=False, meant=(Meant(fact.title, 0.9, "slip", counts=True),)),)
    return Explanation(found, words, (_match(fact),), {}, answer_from=0.7, offer_from=0.3, exact=False)


def _match(fact: Fact) -> Match:
    return Match(fact, 0.9, fact.title)


def _check_quizzes(edition: Edition) -> None:
    quizzes, chance = Quizzes(edition), Random(0)
    for fact in islice(quizzes.facts, MOST_SHOWN):
        if quiz := quizzes.about(fact, chance):
            assert 1 <= units(quiz.question.strip()) <= PollLimit.MAX_QUESTION_LENGTH
            assert all(1 <= units(option.strip()) <= PollLimit.MAX_OPTION_LENGTH for option in quiz.options)
            formatted(quiz.explanation, "HTML", None, strict=True, most=PollLimit.MAX_EXPLANATION_LENGTH)
    Titles(edition)


def check_message(message: Message) -> None:
    """Let the strict Bot API server read a message as it is sent, in parts and with its buttons."""
    parts = split(message.text)
    assert parts
    for part in parts:
        formatted(part, "HTML", None, strict=True)
    rows = [[_as_json(button) for button in row] for row in message.buttons]
    checked_markup({"inline_keyboard": rows}, inline_only=True)


def _as_json(button: Button) -> dict[str, str]:
    return {"text": button.label} | ({"url": button.url} if button.url else {"callback_data": button.data})


def check_markup(given: list[str]) -> None:
    """Let texts be put in tags and cut into messages: each is valid HTML, and together they read as what was given."""
    tags = (plain, bold, italic, lambda text: link(text, "https://example.org/?a=1&b=<2>"), _folded)
    markup = " ".join(tags[place % len(tags)](text) for place, text in enumerate(given))
    read = []
    for part in split(f"{markup}."):  # something to see, whatever was given
        text, _ = formatted(part, "HTML", None, strict=True)
        read.append(text)
    expected = re.sub(r"[\u202a-\u202e\u2066-\u2069]", "", " ".join(given))  # what turns others' words around
    assert "".join("".join(read).split()) == "".join(f"{expected}.".split())


def _folded(text: str) -> str:
    return folded(plain(text))


TARGETS = (
    Target("markup", st.lists(texts, min_size=1, max_size=6), check_markup, share=120),
    Target("screens", st.tuples(TEXT_EDITS, short_texts), check_base, share=20),
)
