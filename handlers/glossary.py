"""/glossary: acronyms and names, what they mean, and the facts about them."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA
from telegram import Update

from handlers.addressing import after_command
from handlers.context import Context, renderer
from handlers.sending import reply
from handlers.showing.excerpts import ECHO, shorten
from handlers.showing.markup import bold, plain
from handlers.showing.rendering import Action, GoneError, Message, Renderer, Row, in_rows, mark, paged
from knowledge.matching.folding import fold
from knowledge.model import Term

TERMS = 12
"""Terms on one page."""
IN_A_ROW = 4
FACTS = 3
SUGGESTIONS = 4
SAME_FROM = 0.75
"""The similarity, 0–1, from which a word is a slip for a term: one letter in four."""
SUGGESTED_FROM = 60
"""The similarity, 0–100, from which a term may have been meant."""


async def glossary(update: Update, context: Context) -> None:
    """Show the term that stands behind the command, or what comes nearest to it; without one, all terms."""
    if message := update.effective_message:
        shown = renderer(update, context)
        asked = after_command(message)
        await reply(update, context, look_up(shown, asked) if asked else page(shown, 1))


def page(shown: Renderer, number: int) -> Message:
    """Return one page of all terms, with a button for each."""
    terms, number, pages = paged(shown.edition.terms, number, TERMS)
    if not terms:
        return Message(plain(shown.texts.glossary_empty))
    heading = bold(shown.heading(shown.texts.glossary, number, pages))
    usage = plain(shown.texts.glossary_usage.format(example=terms[0].term))
    text = "\n".join([heading, "", *map(_line, terms), "", usage])
    return Message(text, (*_rows(shown, terms), *shown.turning(number, pages, Action.GLOSSARY)))


def look_up(shown: Renderer, asked: str) -> Message:
    """Return the term that `asked` names, slips forgiven, or the terms that it may stand for."""
    forms = [(fold(form), term) for term in shown.edition.terms for form in _forms(term)]
    spellings = [spelling for spelling, _ in forms]
    same = process.extract(fold(asked), spellings, scorer=OSA.normalized_similarity, score_cutoff=SAME_FROM, limit=None)
    named = dict.fromkeys(forms[place][1] for _, score, place in same if score == same[0][1])
    if len(named) == 1:
        return _term(shown, *named)
    alike = process.extract(fold(asked), spellings, scorer=fuzz.WRatio, score_cutoff=SUGGESTED_FROM, limit=None)
    suggested = [*named | dict.fromkeys(forms[place][1] for _, _, place in alike)][:SUGGESTIONS]
    text = shown.texts.nearest_terms if suggested else shown.texts.no_such_term
    return Message(plain(text.format(term=shorten(asked, ECHO))), _rows(shown, suggested))


def term(shown: Renderer, marked: str) -> Message:
    """Return the term whose mark is `marked`, as a button has it; GoneError where there is none."""
    for known in shown.edition.terms:
        if mark(known.term) == marked:
            return _term(shown, known)
    raise GoneError(marked)


def _term(shown: Renderer, known: Term) -> Message:
    lines = [_line(known)]
    if known.synonyms:
        lines.append(plain(shown.texts.other_forms.format(forms=", ".join(known.synonyms))))
    found = shown.knowledge.find(known.term, shown.edition.language)
    matches = (*found.answers, *found.choices)[:FACTS]
    facts = tuple((shown.fact_button(shown.edition.facts[match.fact.id]),) for match in matches)
    number = shown.edition.terms.index(known) // TERMS + 1
    back = (shown.button(shown.texts.glossary, Action.GLOSSARY, number),)
    return Message("\n\n".join(lines), (*facts, back))


def _rows(shown: Renderer, terms: Sequence[Term]) -> tuple[Row, ...]:
    return in_rows([shown.button(term.term, Action.TERM, mark(term.term)) for term in terms], IN_A_ROW)


def _forms(known: Term) -> tuple[str, ...]:
    return (known.term, known.meaning or known.term, *known.synonyms)


def _line(known: Term) -> str:
    return bold(known.term) + (f" – {plain(known.meaning)}" if known.meaning else "")
