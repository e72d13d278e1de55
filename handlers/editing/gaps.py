"""/gaps: what people ask and the base does not answer, and what an admin can do about it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from handlers.editing import dialogues
from handlers.editing.desk import Dialogue, Purpose
from handlers.editing.proposing import close
from handlers.editing.work import CannotError, Work
from handlers.keeping.schema import OpenQuestion
from handlers.showing.excerpts import shorten
from handlers.showing.markup import bold, plain
from handlers.showing.rendering import Message, Row, mark, paged
from knowledge.gaps import Gap
from knowledge.gaps import gaps as clustered

PAGE = 6
"""Clusters on a page."""
SHOWN = 8
"""Questions of a cluster that are shown."""
QUESTION = 200
"""UTF-16 units of each."""
LABEL = 40
"""UTF-16 units of a button's label."""


async def listing(work: Work, page: int) -> Message:
    """Return a page of the clusters, most asked first."""
    found = await _gaps(work)
    if not found:
        return work.say(work.texts.gaps_none if work.shared.journal.works else work.texts.gaps_unread)
    shown, page, pages = paged(found, page, PAGE)
    heading = bold(work.shown.heading(work.texts.gaps_heading, page, pages))
    lines = [f"{gap.asked}× {shorten(_line(gap.questions[0]), QUESTION)}{_mark(gap, work)}" for gap in shown]
    rows: list[Row] = [(work.button(_label(gap), "c", gap.key, page),) for gap in shown]
    turning = tuple(
        work.button(label, "g", to)
        for label, to in ((work.texts.previous, page - 1), (work.texts.next, page + 1))
        if 1 <= to <= pages
    )
    return Message("\n\n".join([heading, *map(plain, lines)]), (*rows, *([turning] if turning else [])))


async def cluster(work: Work, key: str, page: int) -> Message:
    """Return a cluster with what can be done about it; CannotError where its questions are open no more."""
    gap, texts = await _gap(work, key), work.texts
    more = len(gap.questions) - SHOWN
    lines = [f"• {shorten(_line(text), QUESTION)}" for text in gap.questions[:SHOWN]]
    lines += [texts.more.format(count=more)] if more > 0 else []
    asked = texts.gap_asked.format(count=gap.asked, language=gap.language)
    parts = [bold(asked), plain("\n".join(lines)), *([plain(texts.gap_nearest)] if gap.nearest else [])]
    near: list[Row] = [
        (work.button(shorten(f"＋ {match.fact.title}", 2 * LABEL), "a", key, mark(match.fact.id)),)
        for match in gap.nearest
    ]
    ways = [
        (texts.gap_other_fact, "o"),
        (texts.gap_new_fact, "w"),
        (texts.gap_outside, "t"),
        (texts.gap_close, "z"),
    ]
    rows = [*near, *((work.button(label, verb, key),) for label, verb in ways)]
    return Message("\n\n".join(parts), (*rows, (work.button(texts.previous, "g", page),)))


async def act(work: Work, verb: str, key: str, *arguments: str) -> None:
    """Do about a cluster what was tapped; CannotError where that is not possible any more."""
    gap = await _gap(work, key)
    own = work.base.languages[0]
    question = _line(gap.questions[0])
    language = "" if gap.language == own else gap.language
    given = {"question": question, "language": language}
    tickets = tuple(member.ticket for member in gap.members if isinstance(member, OpenQuestion))
    match verb, arguments:
        case "a", [marked]:
            fact = next((match.fact.id for match in gap.nearest if mark(match.fact.id) == marked), None)
            if fact is None:
                raise CannotError(await cluster(work, key, 1))
            given |= {"fact": fact, "text": question}
            await dialogues.begin(work, Dialogue(Purpose.PHRASING, given=given, tickets=tickets))
        case "o", []:
            await dialogues.begin(work, Dialogue(Purpose.PHRASING, given=given | {"text": question}, tickets=tickets))
        case "w", []:
            # What a fact is called is in the base's own language.
            given["question"] = "" if language else question
            await dialogues.begin(work, Dialogue(Purpose.FACT, given=given, tickets=tickets))
        case "t", []:
            await dialogues.begin(work, Dialogue(Purpose.OUTSIDE, given=given | {"text": question}, tickets=tickets))
        case "z", []:
            closed, _ = await close(work, tickets, all_of_them=True)
            await work.answer(work.say(work.texts.gap_closed, count=closed))
        case _:
            raise ValueError(verb)


async def _gaps(work: Work) -> tuple[Gap, ...]:
    questions: Sequence[OpenQuestion] = await work.shared.journal.open_questions()
    return await asyncio.to_thread(clustered, work.base, questions)


async def _gap(work: Work, key: str) -> Gap:
    found = next((gap for gap in await _gaps(work) if gap.key == key), None)
    if found is None:
        raise CannotError(work.say(work.texts.gap_gone))
    return found


def _mark(gap: Gap, work: Work) -> str:
    return f" – {work.texts.gap_answered}" if gap.answered else ""


def _label(gap: Gap) -> str:
    return f"{gap.asked}× {shorten(_line(gap.questions[0]), LABEL)}"


def _line(text: str) -> str:
    """Return a question as one line."""
    return " ".join(text.split())
