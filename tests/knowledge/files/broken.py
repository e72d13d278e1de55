"""Files as editors break them, of as many kinds, with the place and the remedy that each must be told with."""

from __future__ import annotations

from dataclasses import dataclass

SHIP, EXPEDITIONS = "facts/ship.yaml", "facts/expeditions.yaml"
TESTS, OUTSIDE, FRENCH = "tests/en/expeditions.yaml", "tests/en/outside.yaml", "translations/fr/facts/ship.yaml"


@dataclass(frozen=True)
class Broken:
    """One way to break the small base: put `new` in the place of `old`, or the bytes `raw` in the place of the file."""

    kind: str
    name: str
    place: str
    """`line:column` of the first fault in the file."""
    told: str
    """A part of the message, with the remedy."""
    old: str = ""
    new: str = ""
    raw: bytes | None = None
    by_schema: bool = True
    """Whether a JSON Schema can tell, if the file is YAML at all."""


def _bomb() -> bytes:
    levels = [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 20)]
    return "\n".join(["a0: &a0 lol", *levels]).encode()


NO_YAML = [
    Broken("alias bomb", SHIP, "1:5", "the anchor &a0 is not allowed; delete it", raw=_bomb()),
    Broken("alias", SHIP, "22:9", "the alias *launch is not allowed; write the text out", "When was the",
        "*launch x #"),
    Broken("anchor", SHIP, "24:13", "the anchor &b is not allowed; delete it", "The Fram was launched", "&b The Fram"),
    Broken("tag of Python", SHIP, "1:1", "the tag tag:yaml.org,2002:python", raw=b"!!python/object:os.system x: y\n"),
    Broken("tag of its own", SHIP, "24:13", "the tag !urgent is not allowed; delete", "The Fram was l",
        "!urgent The Fram l"),
    Broken("tab for indentation", SHIP, "33:1", "indent with spaces, never with tabs", "      - how did its",
        "\t\t- how did its"),
    Broken("tab before a field", SHIP, "24:1", "indent with spaces, never with tabs", "    answer: The Fram was l",
        "\tanswer: The Fram was l"),
    Broken("field twice", SHIP, "29:5", "the field 'date' stands here twice, first in line 28",
        "    date: 1892-10-26\n", "    date: 1892-10-26\n    date: 1892-10-27\n"),
    Broken("list twice", "glossary.yaml", "9:1", "the field 'synonyms' stands here twice, first in line 6",
        "[shape, form]\n", "[shape, form]\nsynonyms: []\n"),
    Broken("double quote left open", SHIP, "24:13", "close the quote that is opened here", "The Fram was launched",
        '"The Fram was launched'),
    Broken("single quote left open", SHIP, "22:9", "close the quote that is opened here", "When was the Fram",
        "'When was the Fram"),
    Broken("apostrophe in single quotes", SHIP, "22:15", "write an apostrophe twice", "When was the Fram launched?",
        "'Fram's launch?'"),
    Broken("bracket left open", SHIP, "11:10", "close the bracket opened here", "[designer]", "[designer"),
    Broken("brace left open", "glossary.yaml", "2:5", "close the bracket opened here", "term: NPR", "{term: NPR"),
    Broken("bracket too many", SHIP, "11:20", "close every quote and bracket above it", "[designer]", "[designer]]"),
    Broken("colon in a text", SHIP, "24:17", "a text that contains a colon and a space must stand in quotes",
        "The Fram was l", "Note: the Fram was l"),
    Broken("text that begins with @", SHIP, "22:9", "put a text in quotes that starts with @", "When was the Fram",
        "@fram, when was it"),
    Broken("text that begins with `", SHIP, "22:9", "put a text in quotes that starts with @ `", "When was the Fram",
        "`when` was the Fram"),
    Broken("text that begins with %", SHIP, "22:9", "put a text in quotes that starts with @ ` or %",
        "When was the Fram", "% of ice"),
    Broken("text that begins with *", SHIP, "22:10", "put a text in quotes that starts with * or &",
        "When was the Fram", "* when was the Fram"),
    Broken("text that begins with a comma", SHIP, "22:9", "or put a text in quotes that starts with a comma",
        "When was the Fram", ", when was the Fram"),
    Broken("text behind a folding sign", SHIP, "24:14", "put the text below the sign > or |", "The Fram was l",
        ">The Fram was l"),
    Broken("text behind a quoted one", SHIP, "22:23", "close every quote above it", "When was the Fram launched?",
        '"When it was" launched?'),
    Broken("list behind a field", SHIP, "24:13", "begin the list on a line of its own", "The Fram was l",
        "- The Fram was l"),
    Broken("colon forgotten", SHIP, "24:5", "put a colon after the field's name",
        "answer: The Fram was launched on 26 October 1892.", "answer"),
    Broken("field too far left", SHIP, "24:3", "indent this line like the list's other dashes",
        "    answer: The Fram was l", "  answer: The Fram was l"),
    Broken("field too far right", SHIP, "27:13", "a text that contains a colon and a space",
        "        at: chapter 2\n    date", "          at: chapter 2\n    date"),
    Broken("dash too far left", SHIP, "23:6", "indent this line like the other fields", "      - what day",
        "     - what day"),
    Broken("name that is a list", SHIP, "1:1", "a field's name must be a word", "topic: ship", "[topic]: ship"),
    Broken("second document", SHIP, "2:1", "a second document begins here; delete the line ---", "topic: ship\n",
        "topic: ship\n---\n"),
    Broken("text behind the end", SHIP, "3:1", "the text ends above; delete what follows", "topic: ship\n",
        "topic: ship\n...\n"),
    Broken("directive", SHIP, "1:1", "delete the line that begins with %", "topic: ship",
        "%YAML 3.1\n---\ntopic: ship"),
    Broken("unknown escape", SHIP, "24:14", "write \\\\ for a backslash", "The Fram was launched on 26 October 1892.",
        '"\\Fram"'),
    Broken("merge key", SHIP, "11:5", "there is no field '<<'", "see: [designer]", "<<: [designer]"),
    Broken("control character", SHIP, "24:16", "delete the invisible character here", "The Fram was l",
        "The\x07 Fram was l"),
    Broken("NUL bytes", SHIP, "1:1", "delete the invisible character here", raw=b"\x00" * 64),
    Broken("UTF-16", SHIP, "1:1", "this is UTF-16 text; save the file as text in UTF-8",
        raw="topic: ship\n".encode("utf-16")),
    Broken("UTF-16 without a mark", SHIP, "1:2", "delete the invisible character here",
        raw="topic: ship\n".encode("utf-16-le")),
    Broken("Latin-1", SHIP, "2:8", "this is not UTF-8 text; save the file as text in UTF-8",
        raw="topic: ship\nfacts: é".encode("latin-1")),
    Broken("picture", SHIP, "1:1", "this is a picture; save the file as text", raw=b"\x89PNG\r\n\x1a\n\x00\x00"),
    Broken("word processor's file", SHIP, "1:13", "this is a word processor's or an archive's file",
        raw=b"PK\x03\x04\x14\x00\x06\x00\x08\x00\x00\x00\xff\xfe"),
    Broken("nesting without end", SHIP, "1:49", "lists and fields nest deeper than 12 here", raw=b"{a: " * 50_000),
    Broken("larger than a file may be", SHIP, "1:1", "the file is larger than 1024 KiB; split it",
        raw=b"# " + b"x" * (1 << 20)),
]  # fmt: skip
"""What is no YAML, or is more of YAML than a base may use."""

NO_FORM = [
    Broken("empty", SHIP, "1:1", "fields must stand here, each as a name, a colon and a value", raw=b""),
    Broken("only a comment", SHIP, "1:1", "fields must stand here", raw=b"# facts to come\n"),
    Broken("list instead of fields", SHIP, "1:1", "fields must stand here", raw=b"- topic: ship\n- facts: []\n"),
    Broken("text instead of fields", SHIP, "1:1", "fields must stand here", raw=b"just a text\n"),
    Broken("fields instead of a list", SHIP, "2:1", "a list must stand here; begin each of its lines with a dash",
        raw=b"topic: ship\nfacts:\n  fram: x\n"),
    Broken("no facts", SHIP, "2:1", "the list needs 1 or more and has 0; add to it", raw=b"topic: ship\nfacts: []\n"),
    Broken("unknown field", SHIP, "28:5", "there is no field 'dat'; did you mean 'date'?", "date: 1892-10-26",
        "dat: 1892-10-26"),
    Broken("unknown field at the top", "topics.yaml", "1:1", "the field 'topics' is missing; add it", "topics:",
        "topic:"),
    Broken("field forgotten", SHIP, "20:5", "the field 'answer' is missing; add it to this entry",
        "    answer: The Fram was launched on 26 October 1892.\n", ""),
    Broken("empty text", SHIP, "24:5", "the text is empty; write it, or delete the field",
        "answer: The Fram was launched on 26 October 1892.", "answer:"),
    Broken("list instead of a text", SHIP, "24:5", "a text must stand here, not a list or fields",
        "The Fram was launched on 26 October 1892.", "[a, b]"),
    Broken("text instead of a list", SHIP, "11:5", "a list must stand here", "[designer]", "designer"),
    Broken("wrong id", SHIP, "20:5", "an id has 1 to 48 characters of a-z, 0-9 and -", "id: launch", "id: The Launch"),
    Broken("id too long", SHIP, "20:5", "an id has 1 to 48 characters", "id: launch", f"id: {'l' * 49}"),
    Broken("id that is a path", SHIP, "20:5", "an id has 1 to 48 characters", "id: launch", "id: ../launch"),
    Broken("date of another habit", SHIP, "28:5", "write a date as 2006-09-14", "1892-10-26\n", "26.10.1892\n"),
    Broken("date that no calendar has", SHIP, "28:5", "the calendar has no 1892-02-30; correct the date",
        "1892-10-26\n", "1892-02-30\n", by_schema=False),
    Broken("span that ends before it begins", SHIP, "28:5", "ends before it begins; correct the date", "1892-10-26\n",
        "1893/1892\n", by_schema=False),
    Broken("year alone where a day must stand", SHIP, "29:5", "write a date as 2006-09-14", "checked: 2026-10-01",
        "checked: 2026-10"),
    Broken("address without https", "sources.yaml", "15:5",
        "write a whole address that begins with http:// or https://", "date: undated",
        "date: undated\n    url: www.fram.museum"),
    Broken("address that does something", "sources.yaml", "15:5", "write a whole address that begins with http",
        "date: undated", "date: undated\n    url: javascript:alert(1)"),
    Broken("command with a dash", "topics.yaml", "3:5", "a command has 1 to 32 characters of a-z, 0-9 and _",
        "command: ship", "command: the-ship"),
    Broken("name too long", "base.yaml", "2:1", "the text has 65 characters and may have 64; shorten it", "Fram Guide",
        "x" * 65),
    Broken("group of one", "glossary.yaml", "8:5", "the list needs 2 or more and has 1; add to it", "[shape, form]",
        "[shape]"),
    Broken("rate that is no number", "tests/rates.yaml", "1:15", "'most' is no number; write one such as 97.5",
        raw=b"golden: {en: {right: most, found: 90, wrong: 1}}\n"),
    Broken("rate above a hundred", "tests/rates.yaml", "1:11",
        "130 is no share in hundredths; write a number from 0 to 100", raw=b"outside: {near: 130}\n"),
]  # fmt: skip
"""What is YAML, and not the form of its file."""

NO_SENSE = [
    Broken("unknown fact", SHIP, "11:11", "there is no fact 'desinger'; did you mean 'designer'?", "[designer]",
        "[desinger]"),
    Broken("unknown source", SHIP, "9:9", "there is no source 'farther'; did you mean 'farthest-north'?",
        "farthest-north\n        at: chapter 1", "farther\n        at: chapter 1"),
    Broken("unknown topic", SHIP, "1:1", "there is no topic 'shop'; did you mean 'ship'?", "topic: ship",
        "topic: shop"),
    Broken("unknown fact in a test", TESTS, "5:5", "there is no fact 'voyages'; add the fact, or name one",
        "fact: expeditions", "fact: voyages"),
    Broken("unknown fact in a translation", FRENCH, "2:3", "there is no fact 'designr'; did you mean 'designer'?",
        "designer:", "designr:"),
    Broken("fact that names itself", SHIP, "11:21", "a fact need not name itself; delete this line", "[designer]",
        "[designer, fram]"),
    Broken("id taken twice", SHIP, "30:5", "the id 'crew' is taken in facts/expeditions.yaml:34; choose another",
        "id: hull", "id: crew"),
    Broken("phrasing of two facts", SHIP, "22:9", "this phrasing stands already in facts/expeditions.yaml:5",
        "When was the Fram launched?", "which expeditions sailed in the fram"),
    Broken("command of the bot itself", "topics.yaml", "3:5", "/help is the bot's own command; choose another",
        "command: ship", "command: help"),
    Broken("unknown language", "translations/tlh/topics.yaml", "1:1", "nothing is known of the language 'tlh'",
        raw=b"topics: {}\n"),
    Broken("disputed claim left untranslated", "translations/fr/facts/expeditions.yaml", "2:3",
        "the original has 1 disputed claims and this has 0; translate each",
        "    disputed:\n      - L'almanach de l'équipage fait partir le navire en 1894.\n", ""),
    Broken("file of no kind", "facts/polar/ship.yaml", "1:1", "no such file belongs to a base; the files are base.yaml",
        raw=b"facts: []\n"),
    Broken("name with other letters", "Topics.yaml", "1:1", "no such file belongs to a base", raw=b"topics: []\n"),
]  # fmt: skip
"""What has the form of its file, and does not fit the other files."""
