"""HTML parse mode: the text without its tags, and the entities that the tags stood for.

The rules and the wording of the errors are those of Telegram's own parser, in the order in which it notices them.
Offsets in errors count bytes of UTF-8, offsets of entities count UTF-16 code units.
"""

import re
from typing import NamedTuple, NoReturn

from .links import InvalidLink, checked_link, mentioned_user
from .parameters import Json, Refusal
from .utf16 import units

ENTITY_OF_TAG = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "span": "spoiler",
    "tg-spoiler": "spoiler",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
}
ATTRIBUTES_OF_TAG = {
    "a": {"href"},
    "code": {"class"},
    "span": {"class"},
    "blockquote": {"expandable"},
    "tg-emoji": {"emoji-id"},
    "tg-time": {"unix", "format"},
}
CHARACTER_OF_NAME = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}

_REFERENCE = re.compile(r"&(?:#x(?P<hexadecimal>[0-9a-fA-F]{1,6})|#(?P<decimal>\d{1,7})|(?P<name>[a-zA-Z]+));?")
_SPACE = re.compile(r"\s*")
_TAG_NAME = re.compile(r"[^\s>]*")
_ATTRIBUTE_NAME = re.compile(r"[^\s=>]*")
_NAME_TOKEN = re.compile(r"[A-Za-z0-9.-]*")


class _OpenTag(NamedTuple):
    name: str
    attributes: dict[str, str]
    offset: int
    text_before: int


class HtmlParser:
    """Parses one text.

    Args:
        source: the text with tags.
        strict: refuse also what Telegram lets through although its documentation does not allow it: a `&` that
            begins no entity reference, a named reference other than lt, gt, amp and quot, and an unknown attribute.
    """

    def __init__(self, source: str, *, strict: bool) -> None:
        self._source = source
        self._strict = strict
        self._position = 0
        self._text = ""
        self._offset = 0
        self._open: list[_OpenTag] = []
        self._entities: list[Json] = []

    def parse(self) -> tuple[str, list[Json]]:
        """Return the text without tags, and its entities as they were closed; a Refusal if it cannot be parsed."""
        while self._position < len(self._source):
            if self._source.startswith("</", self._position):
                self._end_tag()
            elif self._source[self._position] == "<":
                self._start_tag()
            else:
                self._plain()
        if self._open:
            self._fail(f'Can\'t find end tag corresponding to start tag "{self._open[-1].name}"')
        if any("\ud800" <= character <= "\udfff" for character in self._text):
            self._fail(
                "Text contains invalid Unicode characters after decoding HTML entities, check for unmatched "
                "surrogate code units"
            )
        return self._text, self._entities

    def _fail(self, problem: str) -> NoReturn:
        raise Refusal(f"can't parse entities: {problem}")

    def _at(self, position: int) -> str:
        return f"at byte offset {len(self._source[:position].encode())}"

    def _take(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self._source, self._position)
        assert found is not None, "every pattern here also matches nothing"
        self._position = found.end()
        return found[0]

    def _next(self) -> str:
        return self._source[self._position : self._position + 1]

    def _plain(self) -> None:
        end = min(p for p in (self._source.find("<", self._position), len(self._source)) if p >= self._position)
        added = self._decoded(self._position, end)
        self._text += added
        self._offset += units(added)
        self._position = end

    def _decoded(self, start: int, end: int) -> str:
        decoded, position = "", start
        while (ampersand := self._source.find("&", position, end)) >= 0:
            found = _REFERENCE.match(self._source, ampersand, end)
            character = _character(found) if found else ""
            if self._strict and (found is None or not character or not found[0].endswith(";")):
                written = found[0] if found else "&"
                self._fail(f'Unsupported HTML entity "{written}" {self._at(ampersand)}')
            decoded += self._source[position:ampersand] + (character or "&")
            position = found.end() if found and character else ampersand + 1
        return decoded + self._source[position:end]

    def _start_tag(self) -> None:
        begin = self._position
        self._position += 1
        name = self._take(_TAG_NAME).lower()
        if not self._next():
            self._fail(f"Unclosed start tag {self._at(begin)}")
        if name not in ENTITY_OF_TAG:
            self._fail(f'Unsupported start tag "{name}" {self._at(begin)}')
        attributes: dict[str, str] = {}
        while self._take(_SPACE) is not None and self._next() != ">":
            attribute, value = self._attribute(name, begin)
            if self._strict and attribute not in ATTRIBUTES_OF_TAG.get(name, set()):
                self._fail(f'Unsupported attribute "{attribute}" in the tag "{name}" {self._at(begin)}')
            attributes[attribute] = value
        self._position += 1
        if name == "span" and attributes.get("class") != "tg-spoiler":
            self._fail(f'Tag "span" must have class "tg-spoiler" {self._at(begin)}')
        self._open.append(_OpenTag(name, attributes, self._offset, len(self._text)))

    def _attribute(self, tag: str, begin: int) -> tuple[str, str]:
        if not self._next():
            self._fail(f"Unclosed start tag {self._at(begin)}")
        name = self._take(_ATTRIBUTE_NAME)
        if not name:
            self._fail(f'Empty attribute name in the tag "{tag}" {self._at(begin)}')
        self._take(_SPACE)
        if self._next() != "=":
            return name, ""
        self._position += 1
        self._take(_SPACE)
        quote = self._next()
        if not quote:
            self._fail(f'Unclosed start tag "{tag}" {self._at(begin)}')
        if quote in "'\"":
            start, end = self._position + 1, self._source.find(quote, self._position + 1)
            if end < 0:
                self._fail(f"Unclosed start tag {self._at(begin)}")
            self._position = end + 1
            return name, self._decoded(start, end)
        start = self._position
        value = self._take(_NAME_TOKEN).lower()
        if not self._next().isspace() and self._next() != ">":
            self._fail(f"Unexpected end of name token {self._at(start)}")
        return name, value

    def _end_tag(self) -> None:
        begin = self._position
        if not self._open:
            self._fail(f"Unexpected end tag {self._at(begin)}")
        self._position += 2
        name = self._take(_TAG_NAME).lower()
        self._take(_SPACE)
        if self._next() != ">":
            self._fail(f"Unclosed end tag {self._at(begin)}")
        self._position += 1
        tag = self._open.pop()
        if name not in {"", tag.name}:
            self._fail(f'Unmatched end tag {self._at(begin)}, expected "</{tag.name}>", found "</{name}>"')
        if self._offset > tag.offset:
            self._close(tag)

    def _close(self, tag: _OpenTag) -> None:
        entity: Json = {"type": ENTITY_OF_TAG[tag.name], "offset": tag.offset, "length": self._offset - tag.offset}
        if tag.name == "a":
            address = tag.attributes.get("href") or self._text[tag.text_before :]
            if (user := mentioned_user(address)) is not None:
                entity |= {"type": "text_mention", "user": {"id": user, "is_bot": False, "first_name": f"User {user}"}}
            else:
                try:
                    entity["url"] = checked_link(address)
                except InvalidLink:
                    return  # Telegram keeps the words and forgets the link, without an error.
        elif tag.name == "tg-emoji":
            if not re.fullmatch(r"[1-9]\d{0,18}", tag.attributes.get("emoji-id", "")):
                self._fail("Invalid custom emoji identifier specified")
            entity["custom_emoji_id"] = tag.attributes["emoji-id"]
        elif tag.name == "tg-time":
            if not re.fullmatch(r"\d{1,12}", tag.attributes.get("unix", "")):
                self._fail("Invalid date specified")
            entity |= {"unix_time": int(tag.attributes["unix"]), "date_time_format": tag.attributes.get("format", "")}
        elif tag.name == "blockquote" and "expandable" in tag.attributes:
            entity["type"] = "expandable_blockquote"
        elif tag.name == "code" and tag.attributes.get("class", "").startswith("language-"):
            entity["language"] = tag.attributes["class"].removeprefix("language-")
        elif tag.name == "pre" and self._entities and _is_code_in_all_of(self._entities[-1], entity):
            code = self._entities.pop()
            entity |= {"language": code["language"]} if "language" in code else {}
        self._entities.append(entity)


def parse_html(source: str, *, strict: bool) -> tuple[str, list[Json]]:
    """Return the text without tags, and its entities in Telegram's order; a Refusal says what cannot be parsed."""
    text, entities = HtmlParser(source, strict=strict).parse()
    for entity in entities:
        if entity["type"] == "code":
            entity.pop("language", None)  # A language counts only inside <pre>.
    return text, sorted(entities, key=lambda entity: (entity["offset"], -entity["length"]))


def _is_code_in_all_of(inner: Json, outer: Json) -> bool:
    return inner["type"] == "code" and (inner["offset"], inner["length"]) == (outer["offset"], outer["length"])


def _character(reference: re.Match[str]) -> str:
    if reference["name"]:
        return CHARACTER_OF_NAME.get(reference["name"], "")
    number = int(reference["hexadecimal"], 16) if reference["hexadecimal"] else int(reference["decimal"])
    return chr(number) if 0 < number < 0x10FFFF else ""
