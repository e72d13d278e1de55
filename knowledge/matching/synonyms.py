"""What else a text says: acronyms beside their long forms, and phrases beside the single words that mean the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from knowledge.matching.words import Kind, Language, Token

EXPANSION = 0.3
"""What each word of an acronym's long form weighs where only the acronym stands."""
PHRASE = 0.6
"""What a single word weighs where a phrase stands that means the same."""


class Groups:
    """The glossary of one language, as the matcher uses it."""

    def __init__(self, language: Language, terms: Iterable[Sequence[str]], synonyms: Iterable[Sequence[str]]) -> None:
        """Read the glossary.

        Args:
            language: whose words they are.
            terms: an acronym or name, then its other forms, which stand for it fully.
            synonyms: groups of words and phrases that mean about the same.
        """
        self.words: list[list[Token]] = []
        """Single words that mean about the same; the index knows them as synonyms."""
        self.names: set[str] = set()
        """The stems of what the glossary names."""
        self._added: dict[tuple[str, ...], list[Token]] = {}
        for group in terms:
            self._learn_term([language.tokens(text) for text in group])
        for group in synonyms:
            forms = [language.tokens(text) for text in group]
            singles = [form[0] for form in forms if len(form) == 1]
            self.words.append(singles)
            for form in forms:
                if len(form) > 1:
                    self._add(form, [token._replace(weight=PHRASE, added=True) for token in singles])
        self._longest: dict[str, int] = defaultdict(int)
        """How many words the longest form has that begins with a word."""
        for first, *others in filter(None, self._added):
            self._longest[first] = max(self._longest[first], 1 + len(others))

    def _learn_term(self, forms: list[list[Token]]) -> None:
        name, *others = (form for form in forms if form)
        whole = "_".join(token.surface for token in name)
        concept = name[0] if len(name) == 1 else Token(whole, whole, Kind.WORD, True)
        self.names.add(concept.stem)
        concept = concept._replace(added=True)
        for form in others:
            self._add(form, [concept])
        expansion = max(others, key=len, default=[])
        words = [token._replace(weight=EXPANSION, added=True) for token in expansion if token.informative]
        self._add(name, [concept, *words] if len(name) > 1 else words)

    def _add(self, form: list[Token], tokens: list[Token]) -> None:
        self._added.setdefault(tuple(token.stem for token in form), []).extend(tokens)

    def canonical(self, tokens: list[Token]) -> list[Token]:
        """Return `tokens` with each form of a term made into its name, so that "the HLD" equals "the Dialogue"."""
        stems = tuple(token.stem for token in tokens)
        named: list[Token] = []
        i = 0
        while i < len(tokens):
            for end in range(min(i + self._longest.get(stems[i], 0), len(tokens)), i, -1):
                name = next((t for t in self._added.get(stems[i:end], ()) if t.stem in self.names), None)
                if name:
                    named.append(name)
                    i = end
                    break
            else:
                named.append(tokens[i])
                i += 1
        return named

    def expand(self, tokens: list[Token]) -> list[Token]:
        """Return `tokens` followed by those that they also mean."""
        stems = [token.stem for token in tokens]
        added = [
            token
            for start in range(len(stems))
            for end in range(start + 1, min(start + self._longest.get(stems[start], 0), len(stems)) + 1)
            for token in self._added.get(tuple(stems[start:end]), ())
        ]
        present = set(stems)
        return [*tokens, *(token for token in dict.fromkeys(added) if token.stem not in present)]
