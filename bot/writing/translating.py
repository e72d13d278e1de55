"""How facts are translated in the terminal: what waits for it, what is shown, and what is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import typer

from bot.reporting.plain import plain
from bot.writing.prompts import InputEndedError, Prompts, numbered
from knowledge import Fact, KnowledgeBase
from knowledge.editing import AddTranslation, Edit, EditError, SetAnswer, SetField, SetPhrasings, tidy
from knowledge.editing.values import is_same


@dataclass(frozen=True, slots=True)
class Waiting:
    """A fact that a language lacks, or has from an older original."""

    original: Fact
    older: Fact | None
    """The translation of the older original; None where there is none."""


def waiting(base: KnowledgeBase, language: str) -> Iterator[Waiting]:
    """Yield what waits for a translation into `language`, in the order of the base."""
    for fact in base.edition().facts.values():
        yield from _waiting(base, language, fact)


def chosen(base: KnowledgeBase, language: str, fact_id: str) -> Waiting:
    """Return the fact called `fact_id` as one to be translated, even if its translation is up to date."""
    original = base.edition().facts.get(fact_id)
    if original is None:
        raise EditError(f"there is no fact '{plain(fact_id)}'; name one that exists")
    return next(_waiting(base, language, original), Waiting(original, _translation(base, language, original)))


def _waiting(base: KnowledgeBase, language: str, original: Fact) -> Iterator[Waiting]:
    translation = _translation(base, language, original)
    if translation is None or translation.of not in (None, original.digest):
        yield Waiting(original, translation)


def _translation(base: KnowledgeBase, language: str, original: Fact) -> Fact | None:
    found = base.edition(language).facts[original.id]
    return found if found.language == language else None


def show(item: Waiting, language: str) -> None:
    """Show a fact as it is in the base's own language, and as it was translated."""
    original, older = item.original, item.older
    typer.echo(f"\n{original.id}: {plain(original.title)}")
    for line in (*numbered(p.text for p in original.phrasings), f"  {plain(original.answer)}"):
        typer.echo(line)
    for dispute in original.disputes:
        typer.echo(f"  Disputed: {plain(dispute.claim)}")
    if older:
        typer.echo(f"  {language}, of an older original:")
        for line in (*numbered(p.text for p in older.phrasings), f"  {plain(older.answer)}"):
            typer.echo(line)


def edits(
    item: Waiting, language: str, prompts: Prompts, answer: str | None = None, phrasings: tuple[str, ...] = ()
) -> list[Edit]:
    """Ask for a translation and return the edits that write it; none where it is passed over.

    Args:
        item: the fact.
        language: the language that it is translated into.
        prompts: asks.
        answer: the answer, if it is known.
        phrasings: the phrasings, if they are known.

    Raises:
        EOFError: the input has ended with the fact before.
    """
    original, older = item.original, item.older
    if answer is None:
        hint = "Enter keeps it" if older else "Enter alone passes over it"
        try:
            answer = prompts.ask(f"Answer ({hint})", "--answer", default=older.answer if older else "")
        except InputEndedError:
            raise EOFError from None  # between two facts it is the end, as Ctrl-D is
    if not answer:
        return []
    texts = list(phrasings)
    if not texts and older:
        texts = prompts.several("Another phrasing", "--phrasing", check=tidy, least=0)
        texts = [p.text for p in older.phrasings] + texts
    elif not texts:
        texts = _phrasings(prompts)
    claims = tuple(
        prompts.ask(f"The claim “{plain(dispute.claim)}”", "standard input", check=tidy)
        for dispute in original.disputes
    )
    if older is None:
        return [AddTranslation(original.id, language, tuple(texts), answer, claims)]
    found: list[Edit] = [SetAnswer(original.id, answer, language), SetPhrasings(original.id, tuple(texts), language)]
    return [*found, SetField(original.id, "disputed", claims, language)] if claims else found


def _phrasings(prompts: Prompts) -> list[str]:
    asked: list[str] = []

    def check(text: str) -> str:
        text = tidy(text)
        if any(is_same(text, other) for other in asked):
            raise EditError("that stands here already; write another")
        asked.append(text)
        return text

    return prompts.several("Phrasing", "--phrasing", check=check)
