"""Forty whole conversations at once, in all languages, on a server that refuses what Telegram does and counts."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path

from handlers.showing.wording import Texts, Wording
from knowledge import Fact, KnowledgeBase, Outcome
from tests.bot.processes import running
from tests.botapi import BotApiServer, Person

CONVERSATIONS = 40
NONSENSE = "qwrtz plmkn"
FOLLOW_UPS = {
    "en": ("And where was it?", "Who was there?", "And when?"),
    "fr": ("Et où ?", "Et qui était là ?", "Et quand ?"),
    "es": ("¿Y dónde?", "¿Y quién estuvo?", "¿Y cuándo?"),
}


def topics_of_talk(knowledge: KnowledgeBase, language: str) -> Iterator[Fact]:
    """Yield facts with related ones that answer their own titles."""
    for fact in knowledge.edition(language).facts.values():
        if fact.see and fact.language == language:
            found = knowledge.find(fact.title, language)
            if found.outcome is Outcome.ANSWERED and [match.fact.id for match in found.answers] == [fact.id]:
                yield fact


async def talk(person: Person, fact: Fact, texts: Texts, follow_ups: tuple[str, ...]) -> None:
    """Ask, follow up, look behind the answer, browse, fail, leave a question, and think better of it."""
    person.say("/start")
    welcome = await person.reads()
    assert welcome.buttons

    asked = person.say(fact.title)
    answer = await person.reads()
    assert fact.answer in answer.text
    for follow_up in follow_ups:
        person.say(follow_up)
        assert (await person.reads()).text
    for label, expected in ((texts.why, fact.title), (texts.back, fact.answer), (texts.record, fact.title)):
        await person.tap(answer.button(label))
        answer = await person.reads_edit(answer)
        assert expected in answer.text
    await person.tap(answer.button(texts.back))
    answer = await person.reads_edit(answer)
    await person.tap(answer.buttons[0])  # a related fact
    assert (await person.reads()).text != answer.text

    person.say("/topics")
    page = await person.reads()
    for place in (0, 0, -1):  # the first topic, its first fact, and back
        await person.tap(page.buttons[place])
        page = await person.reads_edit(page)

    person.say(NONSENSE)
    unknown = await person.reads()
    await person.tap(unknown.button(texts.leave))
    left = await person.reads_edit(unknown)
    assert texts.left in left.text
    person.edit(asked, NONSENSE)
    edited = await person.reads_edit(answer)
    assert fact.answer not in edited.text
    person.say("/forget")
    assert texts.forgotten in (await person.reads()).text


async def test_forty_conversations_at_once_provoke_no_refusal_and_no_limit(
    server: BotApiServer, knowledge: KnowledgeBase, tmp_path: Path
) -> None:
    wording = Wording.load()
    facts = {code: topics_of_talk(knowledge, code) for code in knowledge.languages}
    languages = list(islice(cycle(facts), CONVERSATIONS))
    async with running(server, tmp_path), asyncio.TaskGroup() as group:
        for number, code in enumerate(languages):
            person = server.person(f"Asker {number}", language=code)
            group.create_task(talk(person, next(facts[code]), wording.of(code), FOLLOW_UPS[code]))
    assert not server.complaints
