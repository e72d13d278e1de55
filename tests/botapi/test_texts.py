"""HTML, lengths and entities, as Telegram reads them."""

import pytest

from .parameters import Refusal
from .texts import formatted


def html(text: str, *, strict: bool = True) -> tuple[str, list[tuple[str, int, int]]]:
    plain, entities = formatted(text, "HTML", None, strict=strict)
    return plain, [(entity["type"], entity["offset"], entity["length"]) for entity in entities]


@pytest.mark.parametrize(
    ("text", "plain", "entities"),
    [
        ("<b>a</b> &amp; b", "a & b", [("bold", 0, 1)]),
        ("😀<i>é</i>", "😀é", [("italic", 2, 1)]),
        ("<b>x <i>y</i></b>", "x y", [("bold", 0, 3), ("italic", 2, 1)]),
        ("  <u> x </u>  ", "x", [("underline", 0, 1)]),
        ("<a href='https://un.org'>UN</a>", "UN", [("text_link", 0, 2)]),
        ("<a href='nonsense'>UN</a>", "UN", []),
        ("/start @somebody", "/start @somebody", [("bot_command", 0, 6), ("mention", 7, 9)]),
    ],
)
def test_html_becomes_text_with_entities(text: str, plain: str, entities: list[tuple[str, int, int]]) -> None:
    """Offsets count UTF-16 units, blanks around are trimmed, and a link that is none is forgotten."""
    assert html(text) == (plain, entities)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("<b>x", "can't parse entities: Can't find end tag corresponding to start tag \"b\""),
        ("<b>x</i>", 'can\'t parse entities: Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("x</b>", "can't parse entities: Unexpected end tag at byte offset 1"),
        ("é <p>x</p>", 'can\'t parse entities: Unsupported start tag "p" at byte offset 3'),
        ("1 < 2", 'can\'t parse entities: Unsupported start tag "" at byte offset 2'),
        ("a & b", 'can\'t parse entities: Unsupported HTML entity "&" at byte offset 2'),
        ("&nbsp;x", 'can\'t parse entities: Unsupported HTML entity "&nbsp;" at byte offset 0'),
        ("<b> </b>", "text must be non-empty"),
        ("", "message text is empty"),
        ("😀" * 2049, "message is too long"),
    ],
)
def test_what_cannot_be_parsed_is_refused_in_telegrams_words(text: str, problem: str) -> None:
    with pytest.raises(Refusal, match=r"^Bad Request: ") as refused:
        html(text)
    assert refused.value.description == f"Bad Request: {problem}"


def test_the_limit_counts_what_remains_after_parsing() -> None:
    """Tags and references weigh nothing: 4096 units of text pass however long their HTML is."""
    assert html("<b>" + "&amp;" * 4096 + "</b>")[0] == "&" * 4096


def test_a_lenient_server_lets_a_bare_ampersand_pass() -> None:
    assert html("a & b", strict=False) == ("a & b", [])
