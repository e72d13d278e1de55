"""How many questions each matcher gets right: those that test the base, and Banking77 where it is at hand.

Run by `make bench`, or by `python -m benchmarks.quality [--banking77 FOLDER]`.
"""

from __future__ import annotations

from pathlib import Path
from statistics import mean
from typing import Annotated

import typer

from benchmarks.banking77 import ABSENT, SETTINGS, Banking77
from benchmarks.results import table, write_section
from benchmarks.rivals import OFFERED, RIVALS, Ask, asking
from benchmarks.slips import with_slips
from knowledge import BASE, KnowledgeBase, Phrasing
from knowledge.model import Golden

SEED = 2006
EVERY = 20
"""In how many characters of a question there is a slip."""
HEAD = ["right at once", f"among {OFFERED}", "with slips: at once", f"among {OFFERED}"]


def main(
    banking77: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Where Banking77's train.csv and test.csv are.")
    ] = None,
) -> None:
    """Write the tables of right answers."""
    write_section("Questions that test the base", *_base_tables(KnowledgeBase.load(BASE)))
    if banking77:
        data = Banking77(banking77)
        write_section(
            "Banking77",
            "Per cent right at once, k phrasings an entry, 1000 unseen questions, mean of three draws. The last column "
            "is how likely a question of an entry that is there scores above one of an entry that is not.",
            table(["matcher", *SETTINGS, ABSENT], ([name, *data.row(build)] for name, build in RIVALS.items())),
        )


def _base_tables(base: KnowledgeBase) -> list[str]:
    own = base.edition()
    questions = [question for question in base.golden if question.language == own.language]
    phrasings = [phrasing for fact in own.facts.values() for phrasing in fact.phrasings]
    answers = [Phrasing(fact.id, fact.answer) for fact in own.facts.values()]
    alone = [[name, *_rates(build(phrasings), questions)] for name, build in RIVALS.items()]
    both = [[name, *_rates(build([*phrasings, *answers]), questions)] for name, build in list(RIVALS.items())[:-1]]
    whole = ["this matcher, as the bot runs it", *_rates(asking(base.matcher), questions)]
    head = ["matcher", *HEAD]
    return [
        f"Per cent of {len(questions)} questions, over {len(phrasings)} phrasings of {len(own.facts)} facts; a slip in "
        f"{EVERY} characters. With phrasings alone:",
        table(head, alone),
        "With the answers' words as well, which the scans and models have as one more phrasing of each fact:",
        table(head, [*both, whole]),
    ]


def _rates(ask: Ask, questions: list[Golden]) -> list[str]:
    """Return the shares of right answers, at once and among the first few, without and with slips."""
    rates = []
    for every in (0, EVERY):
        found = [
            ([fact for fact, _ in ask(with_slips(q.text, SEED, every) if every else q.text)], q.facts)
            for q in questions
        ]
        rates += [mean(bool({*best[:1]} & {*right}) for best, right in found)]
        rates += [mean(bool({*best} & {*right}) for best, right in found)]
    return [f"{100 * rate:.1f}" for rate in rates]


if __name__ == "__main__":
    typer.run(main)
