from __future__ import annotations

import pytest

from bot.terminal.markup import MarkupError, Span, spans, text_of


def test_a_piece_has_the_styles_of_all_the_tags_around_it() -> None:
    assert spans('a <b>b <i>c</i></b> <a href="https://x.org/?a=1&amp;b=2">d &lt;</a>') == [
        Span("a "),
        Span("b ", "bold"),
        Span("c", "bold italic"),
        Span(" "),
        Span("d <", link="https://x.org/?a=1&b=2"),
    ]


def test_the_text_is_what_a_person_reads() -> None:
    assert text_of("<blockquote expandable>1 &lt; 2 &amp;amp;</blockquote>") == "1 < 2 &amp;"


@pytest.mark.parametrize("html", ["<b>open", "</b>", "<b><i></b></i>", "<script>", "<p>text</p>", "1 <2> 3</2>"])
def test_what_telegram_would_refuse_is_refused(html: str) -> None:
    with pytest.raises(MarkupError, match="can't parse entities"):
        spans(html)
