from __future__ import annotations

from pathlib import Path

import pytest

from bot.application import BotApplication
from bot.terminal.local import Conversation, LocalTelegram
from knowledge.files.reading import MAX_BYTES
from knowledge.live import LiveBase
from tests.handlers.editing.talking import button, files, say, send, tap
from tests.knowledge.folder import Folder

NAME = "towers.yaml"


def towers(folder: Folder, old: str = "over one hundred metres", new: str = "about 110 metres") -> bytes:
    text = (folder.path / "facts" / NAME).read_text("utf-8")
    assert old in text
    return text.replace(old, new).encode()


def everything(folder: Path) -> set[Path]:
    return {path for path in folder.rglob("*") if ".history" not in path.parts}


async def refused(admin: Conversation, folder: Folder, name: str, content: bytes, size: int | None = None) -> str:
    """Return why a document is not taken, nothing having changed."""
    before = files(folder)
    (message,) = await send(admin, name, content, size)
    assert not [each for each in message.buttons if "Do it" in each.text]
    assert files(folder) == before
    return message.text


@pytest.mark.parametrize(
    "name", [NAME, NAME.upper(), "facts_towers.yaml", "facts/towers.yaml", "C:\\base\\towers.yaml"]
)
async def test_a_document_is_shown_as_a_diff_and_live_at_a_second_tap(
    admin: Conversation, asker: Conversation, folder: Folder, name: str
) -> None:
    content = towers(folder)
    (shown,) = await send(admin, name, content)
    assert "file facts/towers.yaml replaced" in shown.text
    assert "+    answer: The Pharos of Alexandria was about 110 metres tall." in shown.text
    assert (await tap(admin, shown, "Do it")).text.startswith("Done, and live: file facts/towers.yaml replaced")
    assert (folder.path / "facts" / NAME).read_bytes() == content
    assert "about 110 metres" in (await say(asker, "How tall was the Pharos of Alexandria?")).text
    await tap(admin, await say(admin, "/undo"), "Do it")
    assert "over one hundred metres" in (await say(asker, "How tall was the Pharos of Alexandria?")).text


async def test_where_the_name_tells_not_which_file_it_is_there_are_buttons(
    admin: Conversation, folder: Folder, live: LiveBase
) -> None:
    content = towers(folder)
    (asked,) = await send(admin, "towers (1).yaml", content)
    assert "Which file of the base is it?" in asked.text
    assert {each.text for each in asked.buttons} >= {"facts/towers.yaml", "facts/lamps.yaml", "base.yaml"}
    shown = await tap(admin, asked, "facts/towers.yaml")
    await tap(admin, shown, "Do it")
    assert "about 110" in live.standing.knowledge.edition().facts["pharos"].answer


async def test_of_two_files_of_one_name_the_admin_chooses(admin: Conversation, folder: Folder) -> None:
    content = (folder.path / "base.yaml").read_text("utf-8")
    folder.write("tests/en/towers.yaml", "questions:\n  - ask: height of the tower\n    fact: pharos\n")
    (asked,) = await send(admin, NAME, towers(folder))
    labels = [each.text for each in asked.buttons]
    assert labels[:2] == ["facts/towers.yaml", "tests/en/towers.yaml"]
    assert (folder.path / "base.yaml").read_text("utf-8") == content


@pytest.mark.parametrize("name", ["../../evil.yaml", "..%2fevil.yaml", "evil\0.yaml", "/etc/passwd.yaml", "~/.yaml"])
async def test_a_name_that_was_sent_never_becomes_a_path(
    admin: Conversation, folder: Folder, tmp_path: Path, name: str
) -> None:
    before = everything(tmp_path)
    (asked,) = await send(admin, name, towers(folder))
    known = {path.relative_to(folder.path).as_posix() for path in files(folder)}
    assert {each.text for each in asked.buttons[:-1]} <= known
    assert everything(tmp_path) == before


async def test_a_broken_document_is_refused_with_each_fault_in_its_place(admin: Conversation, folder: Folder) -> None:
    for content in (towers(folder) + b"  - id: [\n", towers(folder, "source: register", "source: nowhere")):
        told = await refused(admin, folder, NAME, content)
        assert told.startswith("Nothing is changed, since the base would have faults:")
        assert "facts/towers.yaml:" in told


async def test_a_document_that_changes_nothing_says_so(admin: Conversation, folder: Folder) -> None:
    content = (folder.path / "facts" / NAME).read_bytes()
    assert "nothing would change" in await refused(admin, folder, NAME, content)


@pytest.mark.parametrize("name", ["towers.txt", "towers.yaml.exe", "towers", "", "yaml"])
async def test_other_kinds_of_documents_are_refused(admin: Conversation, folder: Folder, name: str) -> None:
    assert "YAML files alone" in await refused(admin, folder, name, b"topic: towers\n")


@pytest.mark.parametrize("content", [b"\xff\xfet\0o\0", b"topic: caf\xe9\n", b"topic: \0\n"])
async def test_what_is_no_text_in_utf_8_is_refused(admin: Conversation, folder: Folder, content: bytes) -> None:
    assert "not text in UTF-8" in await refused(admin, folder, NAME, content)


async def test_a_document_that_is_too_large_is_refused_before_it_is_fetched(
    admin: Conversation, folder: Folder, telegram: LocalTelegram
) -> None:
    told = await refused(admin, folder, NAME, b"x", MAX_BYTES + 1)
    assert told == "That file is too large: up to 1024 KiB are taken. Split it into several."
    assert "getFile" not in {call.method for call in telegram.calls}


@pytest.mark.parametrize("size", [0, 10])
async def test_the_size_that_telegram_tells_is_not_trusted(admin: Conversation, folder: Folder, size: int) -> None:
    assert "too large" in await refused(admin, folder, NAME, b"#" * (MAX_BYTES + 1), size)


async def test_a_document_that_telegram_has_lost_is_asked_for_again(admin: Conversation) -> None:
    document = {"file_id": "gone", "file_unique_id": "gone", "file_name": NAME, "file_size": 3}
    (message,) = await admin.send(document=document)
    assert "Please send it again" in message.text


async def test_a_document_with_words_below_it_is_a_document_all_the_same(admin: Conversation, folder: Folder) -> None:
    admin.telegram.files["with"] = towers(folder)
    document = {"file_id": "with", "file_unique_id": "with", "file_name": NAME, "file_size": 9}
    (shown,) = await admin.send(document=document, caption="How tall was the Pharos of Alexandria?")
    assert "file facts/towers.yaml replaced" in shown.text


async def test_from_anybody_else_a_document_is_what_no_text_is(
    asker: Conversation, admin_in_group: Conversation, application: BotApplication, folder: Folder
) -> None:
    sticker = {"file_id": "s", "file_unique_id": "s", "type": "regular", "width": 1, "height": 1}
    (unread,) = await asker.send(sticker=sticker | {"is_animated": False, "is_video": False})
    (told,) = await send(asker, NAME, towers(folder))
    assert told.html == unread.html
    assert told.rows == unread.rows
    assert await send(admin_in_group, NAME, towers(folder)) == []
    methods = {call.method for call in asker.telegram.calls}
    assert "getFile" not in methods
    assert application.bot_data.base.edition().facts["pharos"].answer.endswith("over one hundred metres tall.")


async def test_the_upload_of_one_admin_is_not_overwritten_by_an_edit_of_another(
    admin: Conversation, folder: Folder
) -> None:
    (shown,) = await send(admin, NAME, towers(folder))
    folder.edit("facts/towers.yaml", "in 1611", "in 1612")
    (fresh,) = await admin.tap(button(shown, "Do it"), shown)
    assert "Somebody has changed this meanwhile" in fresh.text
    assert '-    answer: "Cordouan was first lit in 1612."' in fresh.text
