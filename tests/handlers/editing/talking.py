"""What an admin does with the bot in these tests: reads the last message, taps what it offers, and sends files."""

from __future__ import annotations

from pathlib import Path

from bot.terminal.local import Button, Conversation, SentMessage
from tests.knowledge.folder import Folder

TALL = "The Pharos of Alexandria was about 110 metres tall."


def button(message: SentMessage, label: str) -> Button:
    """Return the first button whose label contains this, as it stands under a message."""
    labels = [each.text for each in message.buttons]
    found = next((each for each in message.buttons if label.lower() in each.text.lower()), None)
    assert found, f"no button {label!r} among {labels} under {message.text!r}"
    return found


async def tap(chat: Conversation, message: SentMessage, label: str) -> SentMessage:
    """Tap a button, and return what the bot shows then: its message, or the file behind it."""
    shown = await chat.tap(button(message, label), message)
    assert shown, chat.notices
    return shown[0]


async def say(chat: Conversation, text: str) -> SentMessage:
    """Write a text, and return what the bot says first."""
    return (await chat.say(text))[0]


async def leave(chat: Conversation, question: str, *, tell: bool = False) -> None:
    """Ask what is not known, and leave it for the editors; ask to be told, too, if that is wanted."""
    message = await say(chat, question)
    offered = any(each.text == "None of these" for each in message.buttons)
    message = await tap(chat, message, "None of these" if offered else "Leave it")
    if tell:
        await tap(chat, message, "Tell me")


async def send(chat: Conversation, name: str, content: bytes, size: int | None = None) -> list[SentMessage]:
    """Send a document, of which Telegram says that it has `size` bytes."""
    file_id = f"sent{len(chat.telegram.files)}"
    chat.telegram.files[file_id] = content
    document = {"file_id": file_id, "file_unique_id": file_id, "file_name": name}
    return await chat.send(document=document | {"file_size": len(content) if size is None else size})


async def proposed(chat: Conversation, answer: str = TALL, fact: str = "pharos") -> SentMessage:
    """Return the message that shows another answer before it is made."""
    await tap(chat, await say(chat, f"/edit {fact}"), "Another answer")
    checked = await say(chat, answer)
    return await tap(chat, checked, "No")


def files(folder: Folder) -> dict[Path, bytes]:
    """Return all that stands in the base's files."""
    return {path: path.read_bytes() for path in folder.path.rglob("*.yaml")}
