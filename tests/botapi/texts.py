"""Texts of messages: parse mode, limits, and the entities that Telegram finds by itself."""

import re

from .links import InvalidLink, checked_link
from .markup import ENTITY_OF_TAG, parse_html
from .parameters import Json, Parameters, Refusal, expect
from .utf16 import units

MOST_UNITS_OF_MESSAGE = 4096
MOST_UNITS_OF_CAPTION = 1024

# The patterns follow the comments of TDLib's MessageEntity.cpp; links are found only where a scheme stands.
_FOUND = {
    "bot_command": re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/<>])"),
    "mention": re.compile(r"(?<!\w)@[A-Za-z0-9_]{4,32}(?!\w)"),
    "hashtag": re.compile(r"(?<![\w#])#(?=\w*[^\W\d_])\w{1,256}(?![\w#])"),
    "email": re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+", re.ASCII),
    "url": re.compile(r"(?<!\w)https?://[^\s<>\"«»]*[^\s<>\"«».,;:!?'()\[\]]", re.IGNORECASE),
}
# Inside these Telegram looks for nothing.
_CLOSED = frozenset({"code", "pre", "text_link", "text_mention", "custom_emoji"})


def found_entities(text: str, given: list[Json] | None = None) -> list[Json]:
    """Return the entities of a text in Telegram's order: the given ones and those it finds, such as bot commands."""
    entities = list(given or [])
    closed = [entity for entity in entities if entity["type"] in _CLOSED]
    taken: list[Json] = []
    # A link or an address may hold what looks like a mention or a tag, so these two come first.
    for kind in ("url", "email", "bot_command", "mention", "hashtag"):
        for found in _FOUND[kind].finditer(text):
            entity: Json = {"type": kind, "offset": units(text[: found.start()]), "length": units(found[0])}
            if not any(_overlap(entity, other) for other in (*closed, *taken)):
                taken.append(entity)
    return sorted([*entities, *taken], key=lambda entity: (entity["offset"], -entity["length"]))


def formatted(
    text: str, parse_mode: str, entities: object, *, strict: bool, most: int = MOST_UNITS_OF_MESSAGE
) -> tuple[str, list[Json]]:
    """Return a message's text as Telegram keeps it, trimmed, with its entities.

    Args:
        text: as the bot sent it.
        parse_mode: "HTML" or nothing; the Markdown modes are not for this server.
        entities: what the bot sent instead of a parse mode, or None.
        strict: see `HtmlParser`.
        most: UTF-16 code units after parsing.

    Raises:
        Refusal: for an empty or too long text, and for anything that cannot be parsed.
    """
    if not text:
        raise Refusal("message text is empty")
    given: list[Json] = []
    if parse_mode.lower() == "html":
        text, given = parse_html(text, strict=strict)
    elif parse_mode.lower() in {"markdown", "markdownv2"}:
        raise Refusal(f"unsupported parse_mode: this test server reads HTML only, not {parse_mode}")
    elif parse_mode:
        raise Refusal("unsupported parse_mode")
    else:
        given = _checked(entities, text)
    text, given = _trimmed(text, given)
    if not text:
        raise Refusal("text must be non-empty")
    if units(text) > most:
        raise Refusal(f"message {'caption ' if most < MOST_UNITS_OF_MESSAGE else ''}is too long")
    return text, found_entities(text, given)


def message_text(parameters: Parameters, *, strict: bool) -> tuple[str, list[Json]]:
    """Return the text and the entities of a sendMessage or editMessageText call, or raise a Refusal."""
    return formatted(parameters.text("text"), parameters.text("parse_mode"), parameters.json("entities"), strict=strict)


def caption_text(parameters: Parameters, *, strict: bool) -> tuple[str, list[Json]]:
    """Return the text and the entities of a caption, empty if there is none, or raise a Refusal."""
    caption, parse_mode = parameters.text("caption"), parameters.text("parse_mode")
    if not caption:
        return "", []
    given = parameters.json("caption_entities")
    return formatted(caption, parse_mode, given, strict=strict, most=MOST_UNITS_OF_CAPTION)


def _overlap(one: Json, other: Json) -> bool:
    starts_before_end = one["offset"] < other["offset"] + other["length"]
    return bool(starts_before_end and other["offset"] < one["offset"] + one["length"])


def _checked(entities: object, text: str) -> list[Json]:
    expect(entities, list, "entities")
    checked: list[Json] = []
    for entity in entities if isinstance(entities, list) else []:
        if not isinstance(entity, dict) or entity.get("type") not in {*ENTITY_OF_TAG.values(), *_FOUND, *_CLOSED}:
            raise Refusal("can't parse MessageEntity: Unsupported type specified")
        offset, length = entity.get("offset"), entity.get("length")
        if not isinstance(offset, int) or offset < 0:
            raise Refusal(f"receive an entity with incorrect offset {offset}")
        if not isinstance(length, int) or length < 0:
            raise Refusal(f"receive an entity with incorrect length {length}")
        if offset > units(text):
            raise Refusal(f"entity begins after the end of the text at UTF-16 offset {offset}")
        if offset + length > units(text):
            raise Refusal(
                f"entity beginning at UTF-16 offset {offset} ends after the end of the text at UTF-16 offset "
                f"{offset + length}"
            )
        if entity["type"] == "text_link":
            try:
                entity["url"] = checked_link(str(entity.get("url", "")))
            except InvalidLink as invalid:
                raise Refusal(f"entity {invalid}") from None
        if entity["type"] not in _FOUND:
            checked.append(dict(entity))
    return checked


def _trimmed(text: str, entities: list[Json]) -> tuple[str, list[Json]]:
    trimmed = text.strip()
    before, most = units(text[: len(text) - len(text.lstrip())]), units(trimmed)
    kept = []
    for entity in entities:
        start = max(0, entity["offset"] - before)
        end = min(most, entity["offset"] - before + entity["length"])
        if end > start:
            kept.append(entity | {"offset": start, "length": end - start})
    return trimmed, kept
