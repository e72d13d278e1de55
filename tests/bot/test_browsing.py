"""Quiz, inline mode and the picture over HTTP, on a server that takes no more than Telegram does."""

from __future__ import annotations

from pathlib import Path

from knowledge import KnowledgeBase
from tests.bot.processes import example, running
from tests.botapi import BotApiServer


async def test_facts_can_be_chosen_inline_and_sent_to_a_group(
    server: BotApiServer, knowledge: KnowledgeBase, tmp_path: Path
) -> None:
    question, fact = example(knowledge)
    group = server.supergroup("Delegates")
    async with running(server, tmp_path):
        anna = server.person("Anna")
        assert [topic["title"] for topic in await anna.inline("")] == [
            topic.title for topic in list(knowledge.edition().topics.values())[:20]
        ]
        first, *_ = await anna.inline(question)
        assert fact.answer in anna.choose(first, chat=group).text
        following = await anna.inline(question, offset="20")
        assert first["id"] not in {result["id"] for result in following}


async def test_quiz_questions_are_polls_that_telegram_takes(server: BotApiServer, tmp_path: Path) -> None:
    async with running(server, tmp_path):
        anna = server.person("Anna")
        anna.say("/quiz")
        quiz = await anna.reads()
        for _ in range(2):
            assert quiz.json["poll"]["type"] == "quiz"
            assert quiz.json["poll"]["explanation"]
            await anna.tap(quiz.button("Another question"))
            quiz = await anna.reads()


async def test_a_group_gets_its_quiz_as_a_poll_that_all_may_answer(server: BotApiServer, tmp_path: Path) -> None:
    group, anna = server.supergroup("Delegates"), server.person("Anna")
    async with running(server, tmp_path):
        anna.say("/quiz", chat=group)
        quiz = await anna.reads(group)
        assert quiz.json["poll"]["type"] == "quiz"
        await anna.tap(quiz.button("Another question"))
        assert (await anna.reads(group)).json["poll"]["type"] == "quiz"


async def test_the_timeline_is_sent_as_a_picture_and_again_by_its_id(server: BotApiServer, tmp_path: Path) -> None:
    async with running(server, tmp_path):
        anna = server.person("Anna")
        anna.say("/timeline")
        page = await anna.reads()
        sent = []
        for _ in range(2):
            await anna.tap(page.button("As a picture"))
            sent.append((await anna.reads()).json["photo"][0]["file_id"])
        assert sent[0] == sent[1]
