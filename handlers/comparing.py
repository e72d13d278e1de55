"""/compare: two years, names or words, and what the base says of the same kind about each, side by side."""

from __future__ import annotations

import re
from functools import partial
from typing import NamedTuple

from telegram import Update

from handlers.addressing import after_command
from handlers.context import Context, renderer
from handlers.sending import reply
from handlers.showing.excerpts import ECHO, first_sentence, shorten
from handlers.showing.markup import bold, plain
from handlers.showing.rendering import Action, Message, Renderer
from handlers.showing.subjects import Subject, Titles
from handlers.showing.wording import Texts
from knowledge import Edition, Fact

SHORT = 16
"""UTF-16 units of a subject on a button, two of which stand side by side."""
ON_BOTH = 2
"""Facts that are shown as buttons because they are about both."""


class _Side(NamedTuple):
    """One of the two that are compared."""

    asked: str
    """As it was written, or its first words."""
    subject: Subject | None
    """What that names in the base; None for nothing."""


async def compare(update: Update, context: Context) -> None:
    """Show side by side what is known of the two that stand behind the command, or say how to name two."""
    message = update.effective_message
    if message is None:
        return
    shown = renderer(update, context)
    asked = two(after_command(message), shown.texts)
    if asked is None:
        usage = shown.texts.compare_usage.format(command=f"/compare {_example(shown.edition)}")
        await reply(update, context, Message(plain(usage)))
        return
    # In whichever language both are known, that of the asker first.
    answers = []
    for code in dict.fromkeys([shown.edition.language, *shown.knowledge.languages]):
        spoken = renderer(update, context, code)
        reading = partial(Titles, spoken.edition)
        titles = await context.bot_data.titles.of(spoken.knowledge, code, reading)
        sides = [_Side(shorten(each, ECHO), titles.subject(each)) for each in asked]
        answers.append((spoken, titles, sides))
        if all(side.subject for side in sides):
            await reply(update, context, comparison(*answers[-1]))
            return
    await reply(update, context, comparison(*answers[0]))


def two(asked: str, texts: Texts) -> tuple[str, str] | None:
    """Return the two things that a text names: with a comma, a word such as "and" or just a space between them."""
    joint = "|".join(map(re.escape, texts.compare_between.split()))
    for between in (
        r"[,;\n]",
        rf"(?i:(?<=\s)(?:{joint})\.?(?=\s))",
        r"(?<=\s)[/–-](?=\s)|(?<=^\d{4})[/–-](?=\d{4}$)",
        r"\s",
    ):
        parts = [part for part in map(str.strip, re.split(between, asked.strip())) if part]
        if len(parts) == 2:
            return parts[0], parts[1]
        if len(parts) > 2:
            return None
    return None


def comparison(shown: Renderer, titles: Titles, sides: list[_Side]) -> Message:
    """Return what the base says about each of two sides, or an honest word where there is nothing to compare."""
    one, other = sides
    if one.subject is None or other.subject is None:
        unknown = ", ".join(shown.texts.quoted.format(text=side.asked) for side in sides if side.subject is None)
        return Message(plain(shown.texts.compare_unknown.format(subjects=unknown)), ((shown.topics_button(),),))
    if not set(one.subject.forms).isdisjoint(other.subject.forms):
        return Message(plain(shown.texts.compare_same.format(first=one.asked, second=other.asked)))
    on_both = tuple((shown.fact_button(fact),) for fact in titles.on_both(one.subject, other.subject)[:ON_BOTH])
    pairs = titles.pairs(one.subject, other.subject)
    if not pairs:
        nothing = shown.texts.nothing_to_compare.format(first=one.asked, second=other.asked)
        each = (titles.nearest(one.subject, other.subject), titles.nearest(other.subject, one.subject))
        return Message(plain(nothing), (*((shown.fact_button(fact),) for fact in each if fact), *on_both))
    blocks = [bold(f"{one.asked} / {other.asked}")]
    rows = []
    for place, (left, right) in enumerate(pairs, 1):
        blocks.append(f"{place}. {_said(left)}\n{_said(right)}")
        rows.append(tuple(
            shown.button(f"{place} · {shorten(side.asked, SHORT)}", Action.FACT, fact.id)
            for side, fact in ((one, left), (other, right))
        ))  # fmt: skip
    return Message("\n\n".join(blocks), (*rows, *on_both))


def _said(fact: Fact) -> str:
    return f"{bold(fact.title)}\n{plain(first_sentence(fact.answer))}"


def _example(edition: Edition) -> str:
    """Return two subjects of the base: what its topics are about, or when something happened, or topics."""
    scopes = [topic.scope[0] for topic in edition.topics.values() if topic.scope]
    years = [fact.date[:4] for fact in edition.facts.values() if fact.date]
    subjects = list(dict.fromkeys([*scopes, *years]))
    if len(subjects) < 2:
        return ", ".join([topic.title for topic in edition.topics.values()][:2])
    return " ".join(subjects[:2])
