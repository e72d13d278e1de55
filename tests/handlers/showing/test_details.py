from __future__ import annotations

from dataclasses import replace

from handlers.showing.details import why
from handlers.showing.rendering import Renderer
from knowledge import Explanation, Found, Match, Outcome, Phrasing
from knowledge.model import Meant, Weighed


def counted(shown: Renderer, question: str, *words: tuple[str, str]) -> str:
    """Return the line that tells which words of `question` counted, each given with what it was taken for."""
    fact = replace(
        shown.edition.facts["pharos"],
        phrasings=(Phrasing("pharos", "Où est le Phare d'Éleusis ?", "fr"),),
        language="fr",
    )
    match = Match(fact, 0.9, fact.title)
    weighed = tuple(
        Weighed(word, 0.5, added=False, meant=(Meant(meant, 1.0, "same", counts=True),)) for word, meant in words
    )
    found = Found(question, Outcome.ANSWERED, "fr", answers=(match,))
    explanation = Explanation(found, weighed, (match,), {}, answer_from=0.7, offer_from=0.3, exact=False)
    text = why(replace(shown, edition=replace(shown.edition, facts={"pharos": fact})), "pharos", explanation).text
    return next(line for line in text.splitlines() if shown.texts.why_words in line).partition(": ")[2]


def test_words_that_counted_are_spelled_as_they_were_written(shown: Renderer) -> None:
    assert counted(shown, "où est Éleusis", ("eleusis", "eleusis")) == "Éleusis"


def test_what_a_word_was_taken_for_is_spelled_as_in_the_fact(shown: Renderer) -> None:
    assert counted(shown, "éleusys", ("eleusys", "eleusis")) == "éleusys → Éleusis"


def test_words_that_say_nothing_are_not_told(shown: Renderer) -> None:
    assert counted(shown, "où est le phare", ("le", "le"), ("ou", "ou"), ("phare", "phare")) == "où, phare"
