"""Questions to whoever is at stdin: on a terminal with completion and another try, in a pipe a line each."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence

import typer
from prompt_toolkit import PromptSession
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.formatted_text import FormattedText

from bot.errors import OperatorError
from bot.reporting.plain import plain
from knowledge.editing import EditError

MOST_SHOWN = 12
"""How many of several that fit are listed."""

Check = Callable[[str], str]
"""Returns the answer as it is to be taken; EditError, which says why, where it cannot be."""


class InputEndedError(OperatorError):
    """There is no further line in the input."""


class Prompts:
    """Asks. Where stdin is no terminal, an answer that cannot be taken ends the command with what is wrong."""

    def __init__(self) -> None:
        self.at_terminal = sys.stdin.isatty() and sys.stdout.isatty()
        self._session: PromptSession[str] | None = PromptSession() if self.at_terminal else None

    def ask(
        self, what: str, option: str, *, default: str = "", check: Check = str, words: Mapping[str, str] | None = None
    ) -> str:
        """Return the answer to a question, in one line.

        Args:
            what: what is asked for, in a few words.
            option: the option that answers it.
            default: what an empty line stands for.
            check: what the answer must pass; it is given an empty one too.
            words: answers that are completed, and what each means.

        Raises:
            InputEndedError: where the input of a pipe ends.
            OperatorError: where an answer in a pipe cannot be taken.
            KeyboardInterrupt, EOFError: where a person at a terminal wants to leave.
        """
        while True:
            answer = self._line(what, option, default, words or {}).strip() or default
            try:
                return check(answer)
            except EditError as error:
                if not self.at_terminal:
                    raise OperatorError(f"{what} (line “{plain(answer)[:60]}” of the input): {error}") from None
                typer.echo(f"  {error}")

    def several(self, what: str, option: str, *, check: Check = str, least: int = 1) -> list[str]:
        """Return the answers to a question that may have many, until an empty line or the input's end."""
        answers: list[str] = []
        while True:
            enough = len(answers) >= least
            title = f"{what} {len(answers) + 1}{' (empty: no more)' if enough else ''}"
            try:
                answer = self.ask(title, option, check=_or_empty(check) if enough else check)
            except InputEndedError:
                if enough:
                    return answers
                raise
            if not answer:
                return answers
            answers.append(answer)

    def choose(self, what: str, option: str, titles: Mapping[str, str], extra: Mapping[str, str] | None = None) -> str:
        """Return one of the keys of `titles` or `extra`, found by its name or by any part of its title."""
        everything = {**titles, **(extra or {})}

        def pick(answer: str) -> str:
            if answer in everything:
                return answer
            fitting = [key for key in titles if _fits(answer, key, titles[key])]
            if answer and len(fitting) == 1:
                return fitting[0]
            if not fitting:
                near = ", ".join(list(everything)[:MOST_SHOWN])
                raise EditError(f"nothing is called so; type part of a name or title, such as {near}")
            lines = [f"  {key}: {plain(titles[key])}" for key in fitting[:MOST_SHOWN]]
            more = [f"  and {len(fitting) - MOST_SHOWN} more"] if len(fitting) > MOST_SHOWN else []
            raise EditError("\n".join([f"{len(fitting)} fit; type more of one:", *lines, *more]))

        answer = self.ask(what, option, check=pick, words=everything)
        if answer in titles:
            self.say(f"  → {answer}: {plain(titles[answer])}")
        return answer

    def confirm(self, what: str, option: str) -> bool:
        """Tell whether the answer is yes."""

        def decided(answer: str) -> str:
            if answer.casefold() in ("y", "yes", "n", "no"):
                return answer.casefold()[0]
            raise EditError("answer y or n")

        return self.ask(f"{what} [y/n]", option, check=decided) == "y"

    def say(self, text: str) -> None:
        """Tell something that is only of use to somebody at a terminal."""
        if self.at_terminal:
            typer.echo(text)

    def _line(self, what: str, option: str, default: str, words: Mapping[str, str]) -> str:
        if self._session:
            message = FormattedText([("bold", f"{what}: ")])
            return self._session.prompt(message, default=default, completer=_Fitting(words))
        raw = sys.stdin.buffer.readline()
        if not raw:
            raise InputEndedError(f"the input ended before: {what}; answer it there, or with {option}")
        try:
            return raw.decode()
        except UnicodeDecodeError:
            raise OperatorError(f"{what}: the line is not UTF-8 text; convert the input") from None


class _Fitting(Completer):
    """Completes what fits by any part of its name or its title."""

    def __init__(self, titles: Mapping[str, str]) -> None:
        self._titles = titles

    def get_completions(self, document: Document, _: CompleteEvent) -> Iterable[Completion]:
        """Yield the names that fit the line so far."""
        line = document.text_before_cursor
        for key, title in self._titles.items():
            if key and _fits(line, key, title):
                yield Completion(key, -len(line), display_meta=plain(title))


def _fits(typed: str, key: str, title: str) -> bool:
    return all(part in f"{key} {title}".casefold() for part in typed.casefold().split())


def _or_empty(check: Check) -> Check:
    return lambda text: check(text) if text else ""


def numbered(texts: Iterable[str]) -> Sequence[str]:
    """Return each text on a line of its own with a dash, fit for a terminal."""
    return [f"  - {plain(text)}" for text in texts]
