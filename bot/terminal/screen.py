"""How a conversation looks: on a terminal, in a pipe and in the README's picture."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from pathlib import Path

from rich.console import Console
from rich.panel import Panel
from rich.style import Style
from rich.table import Table
from rich.text import Text

from bot.terminal.local import Button
from bot.terminal.markup import Span, spans

WIDEST = 88
"""Columns that a message takes at most: longer lines are hard to read."""


class Screen:
    """Draws messages: in frames on a terminal, as bare lines where the output is none or wants no colours."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.bare = not console.is_terminal or console.is_dumb_terminal or console.no_color

    def question(self, text: str) -> None:
        """Draw what the person wrote."""
        shown = "".join(c if c.isprintable() else " " for c in text)  # a piped line must not steer the terminal
        if self.bare:
            self.console.out(f"> {shown}\n", highlight=False)
        else:
            self.console.print(Text.assemble(("› ", "bold green"), (shown, "bold")), width=self._width)

    def text(self, html: str) -> None:
        """Draw what the bot wrote."""
        if self.bare:
            self.console.out(f"{_bare(spans(html))}\n", highlight=False)
        else:
            self.console.print(Panel(_styled(spans(html)), border_style="blue", width=self._width))

    def buttons(self, rows: Iterable[Iterable[Button]], numbers: Iterator[int]) -> None:
        """Draw the buttons under a message, each with the number that picks it."""
        self._list(*(Text("   ").join(_labelled(button, numbers) for button in row) for row in rows))

    def options(self, options: Iterable[str], numbers: Iterator[int]) -> None:
        """Draw what a quiz lets choose from, each with the number that picks it."""
        self._list(*(_numbered(option, numbers) for option in options))

    def items(self, titles: Iterable[str]) -> None:
        """Draw a list."""
        self._list(*(Text(f"• {title}") for title in titles))

    def note(self, text: str) -> None:
        """Draw what neither of the two wrote."""
        if self.bare:
            self.console.out(f"{text}\n", highlight=False)
        else:
            self.console.print(Text(text, "dim italic"), width=self._width)

    def _list(self, *entries: Text) -> None:
        if self.bare and entries:
            self.console.out(*(entry.plain for entry in entries), sep="\n", end="\n\n", highlight=False)
        elif entries:
            table = Table.grid(padding=(0, 1))  # what is wrapped goes on below the text, not below its mark
            for entry in entries:
                mark, _, rest = entry.plain.partition(" ")
                table.add_row(entry[: len(mark)], entry[-len(rest) :] if rest else "")
            self.console.print(table, "", width=self._width)

    @property
    def _width(self) -> int:
        return min(self.console.width, WIDEST)


class Picture(Screen):
    """A screen in memory that looks the same on every machine, to be saved as an SVG file."""

    def __init__(self) -> None:
        super().__init__(
            Console(
                file=io.StringIO(),
                record=True,
                width=WIDEST,
                force_terminal=True,
                color_system="truecolor",
                _environ={},  # or TERM, COLUMNS and NO_COLOR would show in the picture
            )
        )

    def save(self, path: Path, title: str) -> None:
        """Write the picture to `path`."""
        path.write_text(self.console.export_svg(title=title, unique_id="conversation"), encoding="utf-8")


def _labelled(button: Button, numbers: Iterator[int]) -> Text:
    if button.data is None:
        return _styled([Span(button.text, link=button.url)])
    return _numbered(button.text, numbers)


def _numbered(text: str, numbers: Iterator[int]) -> Text:
    return Text.assemble((f"[{next(numbers)}]", "bold cyan"), f" {text}")


def _styled(pieces: list[Span]) -> Text:
    text = Text()
    for piece in pieces:
        link = Style(color="blue", underline=True, link=piece.link) if piece.link else Style()
        text.append(piece.text, Style.parse(piece.style) + link)
    return text


def _bare(pieces: list[Span]) -> str:
    """Return the text with each link's address behind it, where it does not say so already."""
    return "".join(f"{p.text} ({p.link})" if p.link and p.link != p.text else p.text for p in pieces)
