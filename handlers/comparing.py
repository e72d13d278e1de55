"""/compare: two years or words, and the facts of the same kind about each, side by side."""

from __future__ import annotations

from itertools import islice, product
from typing import NamedTuple

from rapidfuzz import fuzz
from telegram import Update

from handlers.addressing import after_command
from handlers.context import Context, renderer
from handlers.sending import reply
from handlers.showing.excerpts import ECHO, first_sentence, shorten
from handlers.showing.markup import bold, plain
from handlers.showing.rendering import Action, Message, Renderer
from knowledge import Edition, Fact
from knowledge.matching.words import language

PAIRS = 8
ALIKE_FROM = 75
"""The similarity, 0–100, from which two titles ask for the same."""


class _Title(NamedTuple):
    """What the title of a fact asks."""

    fact: Fact
    words: tuple[str, ...]
    asks: str | None
    """The kind of thing that it asks for, such as a time."""
    about: frozenset[str]
    """What the fact's topic and its date name: years and ranks."""

    def names(self, subject: set[str]) -> bool:
        """Return whether it asks about the words in `subject`."""
        return subject <= {*self.words, *self.about}

    def without(self, subject: set[str]) -> str:
        """Return what it asks, whatever it asks it of."""
        return " ".join(word for word in self.words if word not in self.about | subject)


async def compare(update: Update, context: Context) -> None:
    """Show side by side what is known of the two years or words behind the command, or say how to use it."""
    if message := update.effective_message:
        shown = renderer(update, context)
        await reply(update, context, comparison(shown, after_command(message)))


def comparison(shown: Renderer, asked: str) -> Message:
    """Return the facts about the two subjects in `asked`, or how to name two."""
    parts = asked.split(",") if "," in asked else asked.split()
    subjects = [part.strip() for part in parts if part.strip()]
    if len(subjects) != 2:
        command = f"/compare {_example(shown.edition)}"
        return Message(plain(shown.texts.compare_usage.format(command=command)))
    found = pairs(shown.edition, *subjects)
    first, second = subjects = [shorten(subject, ECHO) for subject in subjects]
    if not found:
        return Message(plain(shown.texts.nothing_to_compare.format(first=first, second=second)))
    blocks = [bold(f"{first} / {second}")]
    rows = []
    for place, facts in enumerate(found, 1):
        both = list(zip(subjects, facts, strict=True))
        sides = [f"{bold(fact.title)}\n{plain(first_sentence(fact.answer))}" for _, fact in both]
        blocks.append("\n".join([f"{place}. {sides[0]}", *sides[1:]]))
        rows.append(tuple(shown.button(f"{place} · {subject}", Action.FACT, fact.id) for subject, fact in both))
    return Message("\n\n".join(blocks), tuple(rows))


def pairs(edition: Edition, first: str, second: str) -> list[tuple[Fact, Fact]]:
    """Return the facts that say the same kind of thing about two subjects, the most alike, in the order of the base."""
    tongue = language(edition.language)
    about, instead = ({token.stem for token in tongue.tokens(subject)} for subject in (first, second))
    titles = [_title(fact, edition) for fact in edition.facts.values()]
    left = {t.fact.id: t for t in titles if t.names(about) and not t.names(instead)}
    right = {t.fact.id: t for t in titles if t.names(instead) and not t.names(about)}
    alike = (
        (fuzz.ratio(one.without(about), other.without(instead)), one.fact.id, other.fact.id)
        for one, other in product(left.values(), right.values())
        if one.asks == other.asks
    )
    paired: dict[str, str] = {}
    for _, one, other in sorted((a for a in alike if a[0] >= ALIKE_FROM), key=lambda a: -a[0]):
        if one not in paired and other not in paired.values():
            paired[one] = other
    best = dict(islice(paired.items(), PAIRS))
    return [(edition.facts[one], edition.facts[best[one]]) for one in left if one in best]


def _title(fact: Fact, edition: Edition) -> _Title:
    tongue = language(edition.language)
    tokens = tongue.tokens(fact.title)
    scope = {token.stem for text in edition.topics[fact.topic].scope for token in tongue.tokens(text)}
    years = {moment[:4] for moment in (fact.date or "").split("/")}
    return _Title(fact, tuple(token.stem for token in tokens), tongue.asked_for(tokens), frozenset(scope | years))


def _example(edition: Edition) -> str:
    """Return two subjects of the base: what its topics are about, or when something happened, or topics."""
    scopes = [topic.scope[0] for topic in edition.topics.values() if topic.scope]
    years = [fact.date[:4] for fact in edition.facts.values() if fact.date]
    subjects = list(dict.fromkeys([*scopes, *years]))
    if len(subjects) < 2:
        return ", ".join([topic.title for topic in edition.topics.values()][:2])
    return " ".join(subjects[:2])
