"""/edit: a fact with what an admin can change of it."""

from __future__ import annotations

from handlers.editing import dialogues
from handlers.editing.desk import Dialogue, Purpose
from handlers.editing.steps import nearest
from handlers.editing.work import CannotError, Work
from handlers.showing.markup import bold, plain
from handlers.showing.rendering import Message
from knowledge import Fact


async def edit(work: Work, asked: str) -> Message:
    """Return the fact with an id, or those that a text asks for most likely."""
    texts = work.texts
    if asked in work.base.edition().facts:
        return card(work, asked)
    near = nearest(asked, work.shown.edition.language, work.base)
    if not near:
        return Message(plain(texts.edit_no_match.format(text=asked[:60]) if asked else texts.edit_usage))
    return Message(plain(texts.ask_fact), tuple((work.button(label, "f", fact),) for fact, label in near))


def card(work: Work, fact_id: str) -> Message:
    """Return a fact with its phrasings, and what can be changed; CannotError where it is there no more."""
    fact, texts = _fact(work, fact_id), work.texts
    phrasings = "\n".join(f"• {phrasing.text}" for phrasing in fact.phrasings)
    parts = [bold(fact.title), plain(fact.answer), plain(phrasings), plain(f"{fact.id} ({fact.language})")]
    ways = ((texts.edit_answer, "s"), (texts.edit_phrasing, "q"), (texts.edit_source, "r"))
    return Message("\n\n".join(parts), tuple((work.button(label, verb, fact_id),) for label, verb in ways))


async def change_answer(work: Work, fact_id: str) -> None:
    """Ask for another answer."""
    await dialogues.begin(work, Dialogue(Purpose.ANSWER, given=_given(work, fact_id)))


async def add_phrasing(work: Work, fact_id: str) -> None:
    """Ask for another way of asking."""
    await dialogues.begin(work, Dialogue(Purpose.PHRASING, given=_given(work, fact_id)))


async def add_source(work: Work, fact_id: str) -> None:
    """Ask for another source; the same ones stand behind a fact in every language."""
    await dialogues.begin(work, Dialogue(Purpose.SOURCE, given={"fact": _fact(work, fact_id).id}))


def _fact(work: Work, fact_id: str) -> Fact:
    fact = work.shown.edition.facts.get(fact_id)
    if fact is None:
        raise CannotError(work.say(work.texts.gone))
    return fact


def _given(work: Work, fact_id: str) -> dict[str, str]:
    """Return what is known of an edit of a fact: it is made in the language in which the fact was shown."""
    language = _fact(work, fact_id).language
    return {"fact": fact_id, "language": "" if language == work.base.languages[0] else language}
