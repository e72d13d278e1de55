"""A YAML document that an admin sends: looked at, and put in the place of a file of the base at a second tap."""

from __future__ import annotations

from difflib import get_close_matches

from telegram import Document
from telegram.error import BadRequest

from handlers.editing import dialogues
from handlers.editing.desk import Dialogue, Purpose
from handlers.editing.proposing import propose
from handlers.editing.work import CannotError, Work
from knowledge.editing import ReplaceFile
from knowledge.files.loading import names_in
from knowledge.files.reading import MAX_BYTES

ENDINGS = (".yaml", ".yml")
NAMES = 10
"""How many files are offered where the name fits none."""


async def document(work: Work, sent: Document) -> None:
    """Show what a document would change; CannotError where it cannot be a file of the base."""
    texts, limit = work.texts, MAX_BYTES >> 10
    name = sent.file_name or ""
    if not name.lower().endswith(ENDINGS):
        raise CannotError(work.say(texts.upload_not_yaml))
    if (sent.file_size or 0) > MAX_BYTES:
        raise CannotError(work.say(texts.upload_too_large, limit=limit))
    raw = await _content(work, sent)
    if len(raw) > MAX_BYTES:
        raise CannotError(work.say(texts.upload_too_large, limit=limit))
    try:
        content = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise CannotError(work.say(texts.upload_encoding)) from error
    if "\0" in content:
        raise CannotError(work.say(texts.upload_encoding))
    fitting = _fitting(name, names_in(work.folder))
    if len(fitting) == 1:
        work.desk.dialogue = None
        await propose(work, [ReplaceFile(fitting[0], raw)])
        return
    offers = tuple((each, each) for each in fitting)
    await dialogues.begin(work, Dialogue(Purpose.FILE, given={"content": content}, offers=offers))


async def _content(work: Work, sent: Document) -> bytes:
    try:
        file = await work.context.bot.get_file(sent.file_id)
    except BadRequest as error:
        raise CannotError(work.say(work.texts.upload_gone)) from error
    if (file.file_size or 0) > MAX_BYTES:
        raise CannotError(work.say(work.texts.upload_too_large, limit=MAX_BYTES >> 10))
    return bytes(await file.download_as_bytearray())


def _fitting(sent: str, names: list[str]) -> list[str]:
    """Return the files of the base that a document may be, by the name that it was sent under.

    A name that was sent only chooses among those that are there: it never becomes one.
    """
    plain = sent.lower().replace("\\", "/").rpartition("/")[2]
    if same := [name for name in names if plain in (name.rpartition("/")[2], *(name.replace("/", c) for c in "_-."))]:
        return same
    near = get_close_matches(plain, [name.rpartition("/")[2] for name in names], NAMES, 0.0)
    return list(dict.fromkeys(name for base in near for name in names if name.endswith(base)))[:NAMES]
