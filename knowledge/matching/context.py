"""Follow-up questions: what lacks its subject takes it from what was talked of before, what has one never does."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from knowledge.matching.words import Kind, Language, Token

HALF_HEARD = 0.5
"""What a word weighs that the conversation adds, beside one of the question."""
LONGEST_FOLLOW_UP = 4
"""How many informative words a question may have and still lack its subject."""
INSTEAD = (Kind.YEAR, Kind.ORDINAL)
"""Kinds of words that take the place of the subject's own: the second one, no, 2013."""


def lacks_subject(tokens: Sequence[Token], language: Language, names: Iterable[str]) -> bool:
    """Tell whether a question means something that it does not name.

    It does if it is nothing but a question word, a year or a rank ("where?", "and in 2013?"), or if it points ("who
    opened it?") or goes on ("and the venue?", "and who spoke?") in a few words, none of which is a name of the glossary
    or a symbol.

    Args:
        tokens: the question's words, courtesies included.
        language: whose words they are.
        names: the stems of what the glossary names.
    """
    known = frozenset(names)
    opener = language.opener(tokens)
    informative = [token for token in tokens[opener:] if token.informative]
    if any(token.stem in known or token.kind is Kind.SYMBOL for token in informative):
        return False
    asks = language.asked_for(list(tokens)) is not None
    if all(token.kind in INSTEAD for token in informative):
        return bool(informative) or asks
    if any(token.surface in language.anaphora for token in tokens):
        return len(informative) <= LONGEST_FOLLOW_UP
    # "And who spoke?" goes on; "and who spoke at the forum?" is whole, though it begins alike.
    return opener > 0 and len(informative) <= (1 if asks else LONGEST_FOLLOW_UP)


def completed(tokens: Sequence[Token], subject: Sequence[Token], names: Iterable[str]) -> list[Token]:
    """Return the words of a question with those of its subject added.

    Args:
        tokens: the question's words.
        subject: the words of the question that was answered before, and what its fact is about.
        names: the stems of what the glossary names.
    """
    known = frozenset(names)
    replaced = {token.kind for token in tokens if token.kind in INSTEAD}
    kept = [token for token in subject if not (token.kind in INSTEAD and replaced)]
    named = [token for token in kept if token.stem in known or token.kind in (*INSTEAD, Kind.SYMBOL)]
    meant = named or [token for token in kept if token.informative]
    if all(token.kind in INSTEAD or not token.informative for token in tokens):
        if any(token.kind is Kind.ASKED for token in tokens):
            return [*meant, *tokens]  # what was asked for is not asked again
        return [*kept, *(token for token in tokens if token.kind in INSTEAD)]
    present = {token.stem for token in tokens}
    return [
        *tokens,
        *(token._replace(weight=token.weight * HALF_HEARD, added=True) for token in meant if token.stem not in present),
    ]
