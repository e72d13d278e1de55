from __future__ import annotations

from pathlib import Path

import pytest

from bot.application import BotApplication, build
from bot.terminal.local import TOKEN, Conversation, LocalTelegram, SentMessage
from handlers.editing import gaps
from handlers.editing.telling import tell
from handlers.keeping.schema import Kind, OpenQuestion
from knowledge.live import LiveBase
from tests.handlers.editing.conftest import ADMIN, ADMIN_ID
from tests.handlers.editing.talking import leave, say, tap
from tests.knowledge.folder import Folder

CAT = "Who is the keeper's <b>cat</b>?"
HEIGHT = "pharos tallness in cubits"


async def keep(application: BotApplication, *texts: str, language: str = "en") -> None:
    for number, text in enumerate(texts):
        question = OpenQuestion(f"{text}{number}", text, language, Kind.UNKNOWN, ())
        assert await application.bot_data.journal.keep(question)


async def opened(admin: Conversation, text: str) -> SentMessage:
    """Return the cluster of a question."""
    return await tap(admin, await say(admin, "/gaps"), text[:20])


def open_texts(questions: list[OpenQuestion]) -> list[str]:
    return [question.text for question in questions]


async def test_without_open_questions_there_is_nothing_to_show(admin: Conversation) -> None:
    assert (await say(admin, "/gaps")).text == "No question is open."


async def test_where_the_journal_cannot_be_read_that_is_said(
    live: LiveBase, telegram: LocalTelegram, tmp_path: Path
) -> None:
    (tmp_path / "none").write_bytes(b"none" * 100)
    database = f"sqlite+aiosqlite:///{tmp_path}/none"
    async with build(
        live.standing.knowledge, TOKEN, request=telegram, database=database, admins=[ADMIN_ID]
    ) as application:
        application.bot_data.live = live
        chat = Conversation(application, telegram, {"id": ADMIN_ID, "type": "private", "first_name": "Ada"}, ADMIN)
        assert (await say(chat, "/gaps")).text.startswith("I cannot reach my notes")


async def test_gaps_shows_what_was_asked_most_first_as_it_was_written(
    admin: Conversation, asker: Conversation, application: BotApplication
) -> None:
    await leave(asker, CAT)
    await keep(application, HEIGHT, HEIGHT)
    listing = await say(admin, "/gaps")
    assert listing.text.index(f"2× {HEIGHT}") < listing.text.index(f"1× {CAT}")
    cluster = await tap(admin, listing, "2×")
    assert "Asked 2 times, in “en”" in cluster.text
    assert cluster.edited
    assert await tap(admin, cluster, "Back") == admin.telegram.messages[listing.chat, listing.id]


async def test_many_clusters_stand_on_pages_of_one_message(admin: Conversation, application: BotApplication) -> None:
    await keep(application, *(f"{word * 3} {word * 4}" for word in ("ab", "cd", "ef", "gh", "ij", "kl", "mn", "op")))
    first = await say(admin, "/gaps")
    assert "(1 of 2)" in first.text
    second = await tap(admin, first, "More")
    assert "(2 of 2)" in second.text
    assert second.id == first.id
    assert len(second.buttons) == 8 - gaps.PAGE + 1


async def test_a_question_becomes_a_phrasing_and_is_answered_from_then_on(
    admin: Conversation, asker: Conversation, application: BotApplication, folder: Folder
) -> None:
    await leave(asker, HEIGHT)
    before = (folder.path / "facts/towers.yaml").read_text("utf-8")
    cluster = await opened(admin, HEIGHT)
    shown = await tap(admin, cluster, "＋ How tall was the Pharos")
    assert "-    phrasings: [How tall was the Pharos of Alexandria?, height of the Pharos]" in shown.text
    assert f", {HEIGHT}]" in shown.text
    assert "phrasing added to pharos" in shown.text
    assert "questions" in shown.text
    assert (folder.path / "facts/towers.yaml").read_text("utf-8") == before
    done = await tap(admin, shown, "Do it")
    assert done.text.startswith("Done, and live: phrasing added to pharos")
    assert "Open questions closed by it: 1." in done.text
    after = (folder.path / "facts/towers.yaml").read_text("utf-8")
    assert after == before.replace("height of the Pharos]", f"height of the Pharos, {HEIGHT}]")
    assert await application.bot_data.journal.open_questions() == []
    assert "over one hundred metres tall" in (await say(asker, HEIGHT)).text


async def test_the_words_of_a_phrasing_can_be_others(
    admin: Conversation, application: BotApplication, folder: Folder
) -> None:
    await keep(application, HEIGHT)
    shown = await tap(admin, await opened(admin, HEIGHT), "＋ How tall was the Pharos")
    asked = await tap(admin, shown, "Other words")
    assert "In which words?" in asked.text
    shown = await say(admin, "how high was the Pharos in cubits")
    await tap(admin, shown, "Do it")
    text = (folder.path / "facts/towers.yaml").read_text("utf-8")
    assert "how high was the Pharos in cubits" in text
    assert HEIGHT not in text
    assert await application.bot_data.journal.open_questions() == []


@pytest.mark.parametrize("typed", ["eddystone", "the first Eddystone tower"])
async def test_the_fact_may_be_another_one_by_its_id_or_by_a_question(
    admin: Conversation, application: BotApplication, folder: Folder, typed: str
) -> None:
    await keep(application, HEIGHT)
    asked = await tap(admin, await opened(admin, HEIGHT), "another fact")
    assert "Which fact do you mean?" in asked.text
    shown = await say(admin, typed)
    if typed != "eddystone":
        shown = await tap(admin, shown, "Who built the first Eddystone")
    assert "phrasing added to eddystone" in shown.text
    await tap(admin, shown, "Do it")
    assert HEIGHT in (folder.path / "facts/towers.yaml").read_text("utf-8")


async def test_a_new_fact_is_written_step_by_step_and_told_to_who_waits(
    admin: Conversation, asker: Conversation, application: BotApplication, live: LiveBase
) -> None:
    question = "Who is the keeper's cat?"
    await leave(asker, question, tell=True)
    topic = await tap(admin, await opened(admin, question), "new fact")
    title = await tap(admin, topic, "Famous towers")
    answer = await tap(admin, title, question)
    assert "What is the answer?" in answer.text
    source = await say(admin, "The keeper's cat is Minou: a #tabby.\n- No, 'two' tabbies.")
    assert "Which document says so?" in source.text
    found = await say(admin, "register of light")
    at = await tap(admin, found, "Register of Lights & Signals")
    assert "Where does it say so?" in at.text
    another = await say(admin, "page 3")
    assert "Does another document say so, too?" in another.text
    shown = await tap(admin, another, "Skip")
    assert "fact who-is-the-keeper-s-cat added to towers" in shown.text
    done = await tap(admin, shown, "Do it")
    assert "Who wait for an answer are told as soon as I have it; questions: 1." in done.text
    fact = live.standing.knowledge.edition().facts["who-is-the-keeper-s-cat"]
    assert fact.answer == "The keeper's cat is Minou: a #tabby.\n- No, 'two' tabbies."
    assert [(citation.source.id, citation.at) for citation in fact.citations] == [("register", "page 3")]
    assert fact.checked
    told = len(asker.telegram.sent)
    shared = application.bot_data
    assert await tell(application.bot, shared, live.standing.knowledge, lambda: True, application.turns.turn)
    assert [message.chat for message in asker.telegram.sent[told:]] == [asker.chat["id"]]
    assert "a #tabby" in asker.telegram.sent[-1].text
    assert await shared.journal.open_questions() == []


async def test_a_new_fact_may_rest_on_a_new_document(
    admin: Conversation, application: BotApplication, live: LiveBase
) -> None:
    await keep(application, CAT)
    message = await tap(admin, await opened(admin, "Who is the keeper"), "new fact")
    message = await tap(admin, message, "Famous towers")
    for text in ("Who keeps the cat of the keeper?", "Nobody keeps it."):
        message = await say(admin, text)
    message = await tap(admin, message, "not listed yet")
    for text in ("Log of Cats", "Cat Office", "3 May 1999"):
        message = await say(admin, text)
    message = await say(admin, "no address")
    assert "write a whole address that begins with http" in message.text
    message = await tap(admin, message, "Skip")
    message = await tap(admin, message, "Back")
    message = await say(admin, "https://cats.example/log?a=1&b=2")
    shown = await tap(admin, await say(admin, "leaf 4"), "Skip")
    assert "source log-of-cats added" in shown.text
    await tap(admin, shown, "Do it")
    source = live.standing.knowledge.sources["log-of-cats"]
    assert (source.title, source.publisher, source.date) == ("Log of Cats", "Cat Office", "3 May 1999")
    assert source.url == "https://cats.example/log?a=1&b=2"


async def test_a_dialogue_can_be_gone_back_and_cancelled_at_each_step(
    admin: Conversation, application: BotApplication
) -> None:
    await keep(application, CAT)
    topic = await tap(admin, await opened(admin, "Who is the keeper"), "new fact")
    title = await tap(admin, topic, "Famous towers")
    topic = await tap(admin, title, "Back")
    assert "In which topic does it stand?" in topic.text
    await tap(admin, topic, "Lamps")
    assert (await say(admin, "/cancel")).text == "Cancelled."
    assert "over one hundred metres" in (await say(admin, "How tall was the Pharos of Alexandria?")).text
    assert (await say(admin, "/cancel")).text.startswith("There is nothing to cancel")
    again = await tap(admin, await opened(admin, "Who is the keeper"), "new fact")
    assert (await tap(admin, again, "Cancel")).text == "Cancelled."


async def test_what_is_not_ours_becomes_a_test_question(
    admin: Conversation, asker: Conversation, application: BotApplication, live: LiveBase, folder: Folder
) -> None:
    await leave(asker, CAT, tell=True)
    kind = await tap(admin, await opened(admin, "Who is the keeper"), "Not ours")
    shown = await tap(admin, kind, "Near our subject")
    await tap(admin, shown, "Do it")
    assert [(each.text, each.kind) for each in live.standing.knowledge.outside] == [(CAT, "near")]
    assert (folder.path / "tests/en/outside.yaml").is_file()
    assert await application.bot_data.journal.open_questions() == []


async def test_what_is_done_is_closed_without_a_change(
    admin: Conversation, application: BotApplication, folder: Folder
) -> None:
    await keep(application, CAT, HEIGHT)
    before = {path: path.read_bytes() for path in folder.path.rglob("*.yaml")}
    closed = await tap(admin, await opened(admin, "Who is the keeper"), "Done, close it")
    assert closed.text == "Closed without a change; questions: 1."
    assert open_texts(await application.bot_data.journal.open_questions()) == [HEIGHT]
    assert {path: path.read_bytes() for path in folder.path.rglob("*.yaml")} == before


async def test_a_change_that_is_left_changes_nothing(
    admin: Conversation, application: BotApplication, folder: Folder
) -> None:
    await keep(application, HEIGHT)
    before = (folder.path / "facts/towers.yaml").read_bytes()
    shown = await tap(admin, await opened(admin, HEIGHT), "＋ How tall was the Pharos")
    assert (await tap(admin, shown, "Leave it")).text == "Left as it was."
    assert (folder.path / "facts/towers.yaml").read_bytes() == before
    assert open_texts(await application.bot_data.journal.open_questions()) == [HEIGHT]


FRENCH = """\
name: Guide des phares
short_description: Répond sur les phares.
description: Interrogez-moi sur les phares.
welcome: Bienvenue à bord.
examples: [Qui a bâti la première tour ?]
"""
TOWER = """\
facts:
  eddystone:
    phrasings: [Qui a bâti la première tour d'Eddystone ?]
    answer: Henry Winstanley a bâti la première tour.
"""


async def test_a_question_becomes_a_phrasing_in_its_own_language_where_the_fact_has_that(
    admin: Conversation, application: BotApplication, folder: Folder, live: LiveBase
) -> None:
    folder.write("translations/fr/base.yaml", FRENCH)
    folder.write("translations/fr/facts/towers.yaml", TOWER)
    assert not (await live.reload()).standing.faults
    asked = "bâtisseur de la première tour d'Eddystone"
    await keep(application, asked, language="fr")
    cluster = await opened(admin, asked)
    await tap(admin, await tap(admin, cluster, "＋ Qui a bâti la première tour"), "Do it")
    phrasings = live.standing.knowledge.edition("fr").facts["eddystone"].phrasings
    assert [phrasing.text for phrasing in phrasings][-1] == asked
    await keep(application, "hauteur du Pharos", language="fr")
    await tap(admin, await opened(admin, "hauteur du Pharos"), "another fact")
    refused = await say(admin, "pharos")
    assert "pharos is not translated into 'fr' yet; translate it first" in refused.text
    assert "Which fact do you mean?" in refused.text


async def test_what_a_new_fact_is_called_is_asked_where_the_question_is_in_another_language(
    admin: Conversation, application: BotApplication, folder: Folder, live: LiveBase
) -> None:
    folder.write("translations/fr/base.yaml", FRENCH)
    folder.write("translations/fr/facts/towers.yaml", TOWER)
    assert not (await live.reload()).standing.faults
    await keep(application, "hauteur du Pharos", language="fr")
    topic = await tap(admin, await opened(admin, "hauteur du Pharos"), "new fact")
    title = await tap(admin, topic, "Famous towers")
    assert "in the base’s own language" in title.text
    assert [each.text for each in title.buttons] == ["‹ Back", "✖ Cancel"]


async def test_a_question_of_several_lines_becomes_a_phrasing_of_one(
    admin: Conversation, application: BotApplication, live: LiveBase
) -> None:
    await keep(application, "pharos tallness\n\n  in cubits")
    shown = await tap(admin, await opened(admin, HEIGHT), "＋ How tall was the Pharos")
    await tap(admin, shown, "Do it")
    phrasings = live.standing.knowledge.edition().facts["pharos"].phrasings
    assert [phrasing.text for phrasing in phrasings][-1] == HEIGHT


async def test_nothing_in_a_question_reaches_the_structure_of_the_files(
    admin: Conversation, application: BotApplication, live: LiveBase
) -> None:
    hostile = "pharos height?]\nanswer: {x: ../../etc/passwd} # $(id) {{7*7}} `id` %s &a *b"
    await keep(application, hostile)
    facts = live.standing.knowledge.edition().facts
    shown = await tap(admin, await opened(admin, "pharos height"), "＋ How tall was the Pharos")
    await tap(admin, shown, "Do it")
    now = live.standing.knowledge.edition().facts
    assert now.keys() == facts.keys()
    assert now["pharos"].answer == facts["pharos"].answer
    assert [phrasing.text for phrasing in now["pharos"].phrasings][-1] == " ".join(hostile.split())
