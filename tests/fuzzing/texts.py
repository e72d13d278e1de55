"""What is fed to the bot: texts that have hurt programs before, between words that it knows, and JSON of any shape."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

LONGEST = 4096
"""Characters of a message (https://core.telegram.org/bots/api#message)."""
WORDS = (
    *("who", "when", "was", "the", "Fram", "fram", "designed", "desgined", "expedition", "first", "second", "ship"),
    *("Nansen", "Amundsen", "Archer", "qui", "a", "conçu", "le", "navire", "hello", "thanks", "and", "of", "in", "not"),
    *("Pharos", "lighthouse", "tall", "tower", "lamp", "Which tower?", "is", "it", "1893", "1610", "6", "two"),
)
"""Of the small bases of the tests, with slips."""
BITS = (
    *("<b>", "</b>", '<a href="', "</blockquote>", "<tg-spoiler", "<!--", "&", "&amp;", "&#0;", "&#x110000;", "&lt"),
    *("\u202e", "\u2066", "\u200b", "\u200d", "\ufeff", "\u00ad", "\u0301", "\u1160", "\ufffd", "\U000e0041", "\ufe0f"),
    *(
        "👩‍👩‍👧",
        "🇳🇴",
        "ﷺ",
        "İ",
        "ß",
        "ﬁ",
        "𝟚𝟘𝟘𝟞",
        "٢٠٠٦",
        "²",
        "½",
        "Ⅷ",
        "ㄱ",
        "漢字",
        "ไทย",
        "हिन्दी",
        "עברית",
        "\u2028",
    ),
    *("{example}", "{0}", "%s", "$(id)", "`id`", "../", "/etc/passwd", "'; --", "\\", '"', "'", "=1+1", "@SUM", "-2"),
    *("/start", "/ask", "/compare", "/glossary", "/topics@hld_test_bot", "@hld_test_bot", "@hld_local_bot", "#tag"),
    *("http://a.b", "https://[::1", "a@b.org", "tg://user?id=1", "A/61/515", "9" * 40, "1.10", "12:30", "no", "~"),
    *(
        "\n",
        "\n\n",
        "\t",
        "\r\n",
        "\x0b",
        "\x85",
        " ",
        "?",
        "?!",
        "...",
        ": ",
        " #",
        "- ",
        "* ",
        "&a",
        "*a",
        "!!x",
        "|",
    ),
)
"""Markup, invisible and combining signs, scripts, places for values, paths, formulas, commands, links and YAML."""

_PIECES = st.one_of(st.sampled_from(WORDS), st.sampled_from(BITS), st.text(max_size=6))
_SHORT = st.builds(str.join, st.sampled_from((" ", " ", "")), st.lists(_PIECES, max_size=12))
_LONG = st.builds(lambda piece, times: (piece * times)[:LONGEST], _SHORT, st.integers(2, 2000))

texts = st.one_of(_SHORT, _SHORT, _SHORT, st.text(max_size=120), _LONG)
"""A text that Telegram can deliver."""
short_texts = st.one_of(_SHORT, st.text(max_size=40))
"""The same, a line or two of it."""

_SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(-5, 5),
    st.sampled_from((2**31, 2**53, 2**63, -(2**63), 10**30)),
    st.floats(allow_nan=False, allow_infinity=False),
    short_texts,
)
values: st.SearchStrategy[Any] = st.recursive(
    _SCALARS, lambda each: st.lists(each, max_size=4) | st.dictionaries(short_texts, each, max_size=4), max_leaves=8
)
"""A value that JSON can carry."""
