"""The whole bot as an operator runs it: a process of its own, over HTTP, against a strict Bot API server."""

import asyncio
import signal
from pathlib import Path

import pytest

from handlers.showing.rendering import PAGE
from knowledge import KnowledgeBase, Topic
from tests.bot.processes import SECONDS, ended, example, process, running, stopped, telegram
from tests.botapi import BotApiServer, SentMessage, faults
from tests.botapi.faults import Fault

MALFORMED = "7000000001:too-short"
REFUSED = "7000000001:AAE_a-token-that-nobody-has-given_0"


# A conversation


async def test_at_the_start_menu_and_descriptions_come_from_the_base(
    server: BotApiServer, knowledge: KnowledgeBase, tmp_path: Path
) -> None:
    """In each language; a second start finds them in step and sets nothing."""
    async with running(server, tmp_path):
        profile = server.world.profile
        last = "short_description", "", knowledge.languages[-1]
        await server.wait_for(lambda: last in profile, SECONDS)
        for language in knowledge.languages:
            edition, code = knowledge.edition(language), "" if language == knowledge.languages[0] else language
            menu = {command["command"]: command["description"] for command in profile["commands", "default", code]}
            assert {topic.command: topic.description for topic in edition.topics.values()}.items() <= menu.items()
            assert {"help", "topics", "sources", "privacy"} <= set(menu)
            assert profile["description", "", code] == edition.about.description
            assert profile["short_description", "", code] == edition.about.short_description
    server.calls.clear()
    async with running(server, tmp_path):
        await server.wait_for(lambda: len(server.called("getMyShortDescription")) == len(knowledge.languages), SECONDS)
        assert not [call.method for call in server.calls if call.method.startswith("set")]


async def test_a_question_is_answered_with_its_source_and_related_facts_as_buttons(
    server: BotApiServer, knowledge: KnowledgeBase, tmp_path: Path
) -> None:
    question, fact = example(knowledge)
    related = knowledge.edition().facts[fact.see[0]]
    async with running(server, tmp_path):
        anna = server.person("Anna")
        anna.say(question)
        answer = await anna.reads()
        assert fact.answer in answer.text
        assert all(citation.source.title in answer.text and citation.at in answer.text for citation in fact.citations)
        assert {citation.source.url for citation in fact.citations if citation.source.url} <= set(answer.links)
        assert answer.json["link_preview_options"] == {"is_disabled": True}
        await anna.tap(answer.button(related.title))
        assert related.answer in (await anna.reads()).text


async def test_an_edited_question_edits_its_answer(
    server: BotApiServer, knowledge: KnowledgeBase, tmp_path: Path
) -> None:
    question, fact = example(knowledge)
    async with running(server, tmp_path):
        anna = server.person("Anna")
        asked = anna.say("qwrtz plmkn")
        answer = await anna.reads()
        assert fact.answer not in answer.text
        anna.edit(asked, question)
        assert fact.answer in (await anna.reads_edit(answer)).text


async def test_an_update_of_an_unknown_shape_keeps_nobody_waiting(
    server: BotApiServer, knowledge: KnowledgeBase, tmp_path: Path
) -> None:
    question, fact = example(knowledge)
    async with running(server, tmp_path):
        anna = server.person("Anna")
        server.world.updates.add({"message": {"message_id": 1, "text": "of another time"}})
        anna.say(question)
        assert fact.answer in (await anna.reads()).text


async def test_a_topic_is_a_command_whose_pages_turn_in_place(
    server: BotApiServer, knowledge: KnowledgeBase, tmp_path: Path
) -> None:
    topic = longest_topic(knowledge)
    overview, *others = knowledge.edition().facts_of(topic.id)
    async with running(server, tmp_path):
        anna = server.person("Anna")
        anna.say(f"/{topic.command}")
        page = await anna.reads()
        assert overview.answer in page.text
        assert page.button(others[0].title)
        await anna.tap(page.button("›"))
        following = await anna.reads_edit(page)
        assert following.button(others[PAGE].title)
        assert others[0].title not in labels(following)
        await anna.tap(following.button("‹"))
        assert labels(await anna.reads_edit(following)) == labels(page)


async def test_in_a_group_the_bot_answers_where_it_is_mentioned(
    server: BotApiServer, knowledge: KnowledgeBase, tmp_path: Path
) -> None:
    """In the topic of a forum in which it was asked, as a reply to the question."""
    question, fact = example(knowledge)
    forum = server.supergroup("Forum", "Agenda", "Press")
    async with running(server, tmp_path):
        anna, press = server.person("Anna"), list(forum.threads)[1]
        asked = anna.say(f"@{server.world.bot['username']} {question}", chat=forum, thread=press)
        answer = await anna.reads(forum)
        assert fact.answer in answer.text
        assert answer.json["message_thread_id"] == press
        assert answer.json["reply_to_message"]["message_id"] == asked.id


async def test_what_was_asked_while_the_bot_was_away_is_answered_once(
    server: BotApiServer, knowledge: KnowledgeBase, tmp_path: Path
) -> None:
    """Offsets confirm what was answered, so that nothing comes again at the next start."""
    question, fact = example(knowledge)
    anna = server.person("Anna")
    anna.say(question)
    for start in range(2):
        async with running(server, tmp_path) as bot:
            await anna.reads()
            assert await stopped(bot, signal.SIGTERM) == 0
        assert server.world.updates.waiting == []
        if not start:
            anna.say(question)
    answers = [message for message in anna.private.messages.values() if fact.answer in message["text"]]
    assert len(answers) == 2


# Stopping


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
async def test_an_answer_in_flight_is_sent_before_a_clean_stop(
    server: BotApiServer, knowledge: KnowledgeBase, tmp_path: Path, how: signal.Signals
) -> None:
    question, fact = example(knowledge)
    async with running(server, tmp_path) as bot:
        anna, hold = server.person("Anna"), server.hold("sendMessage")
        anna.say(question)
        await asyncio.wait_for(hold.reached.wait(), SECONDS)
        bot.send_signal(how)
        await server.wait_for(lambda: not server.world.updates.is_polled)
        assert bot.returncode is None
        hold.released.set()
        assert fact.answer in (await anna.reads()).text
        output = await ended(bot)
    assert bot.returncode == 0
    assert "Traceback" not in output
    assert server.token not in output
    assert server.world.updates.waiting == []


# Faults on the way


@pytest.mark.parametrize(
    ("fault", "method"),
    [(faults.page(502), "getMe"), (faults.flood(1), "getMyCommands"), (faults.flood(1), "sendMessage")],
)
async def test_a_passing_fault_delays_an_answer_and_loses_none(
    server: BotApiServer, knowledge: KnowledgeBase, tmp_path: Path, fault: Fault, method: str
) -> None:
    question, fact = example(knowledge)
    server.order(fault, method)
    anna = server.person("Anna")
    anna.say(question)
    async with running(server, tmp_path):
        assert fact.answer in (await anna.reads()).text


async def test_polling_goes_on_after_each_kind_of_fault(
    server: BotApiServer, knowledge: KnowledgeBase, tmp_path: Path
) -> None:
    """Even after a 401 or a proxy's 404, which may pass."""
    question, fact = example(knowledge)
    async with running(server, tmp_path):
        anna = server.person("Anna")
        for fault in (faults.drop(), faults.garbage(), faults.page(404), faults.page(502), faults.unauthorized()):
            # The first question ends the poll that is open, and the next poll meets the fault.
            server.order(fault, "getUpdates")
            for _ in range(2):
                anna.say(question)
                assert fact.answer in (await anna.reads()).text


# What the operator must mend: one line, exit code 2, and no token in it


async def test_a_refused_token_ends_the_process_with_one_line(tmp_path: Path) -> None:
    async with BotApiServer() as server:
        await refuses(tmp_path, "TELEGRAM_BOT_TOKEN", telegram(server, token=REFUSED))
        assert {complaint.code for complaint in server.complaints} == {401}


@pytest.mark.parametrize("environment", [{}, {"TELEGRAM_BOT_TOKEN": ""}, {"TELEGRAM_BOT_TOKEN": MALFORMED}])
async def test_a_missing_or_malformed_token_ends_the_process_with_one_line(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    await refuses(tmp_path, "TELEGRAM_BOT_TOKEN", environment)


@pytest.mark.parametrize("content", [None, "", "facts: [\n"])
async def test_a_broken_base_ends_the_process_with_one_line(
    server: BotApiServer, tmp_path: Path, content: str | None
) -> None:
    """A folder that is missing, and files that are empty or no YAML."""
    base = tmp_path / "base"
    if content is not None:
        base.mkdir()
        (base / "base.yaml").write_text(content)
    await refuses(tmp_path, str(base), {"HLDBOT_KNOWLEDGE": str(base), **telegram(server)})


async def refuses(folder: Path, named: str, environment: dict[str, str]) -> None:
    """Assert that the process ends with one line, which names what is to be mended."""
    async with process(folder, environment) as bot:
        output = await ended(bot)
    *before, last = output.splitlines()
    assert bot.returncode == 2, output
    assert named in last
    assert before == [], output
    assert "Traceback" not in output
    token = environment.get("TELEGRAM_BOT_TOKEN")
    assert not token or token not in output


# The base


def labels(message: SentMessage) -> list[str]:
    """Return what stands on the buttons of a message."""
    return [button.label for button in message.buttons]


def longest_topic(knowledge: KnowledgeBase) -> Topic:
    """Return the topic with the most facts, which needs more than one page."""
    edition = knowledge.edition()
    return max(edition.topics.values(), key=lambda topic: len(edition.facts_of(topic.id)))
