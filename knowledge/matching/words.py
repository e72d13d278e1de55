"""Text in, words out: splitting and stemming, by what a language's own file says of it.

Whatever the subject of a base, "What's the 2nd round-table?" and "whats the second round table" come out alike.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from threading import Lock
from typing import NamedTuple

import snowballstemmer
import yaml

from knowledge.matching.folding import fold
from knowledge.matching.lexicon import Lexicon

LANGUAGES = Path(__file__).parent.parent / "languages"
LONGEST_COURTESY = 7
"""How many words a courtesy has at most."""
LONGEST_QUESTION_PHRASE = 5
LONGEST_SYMBOL = 6
"""How many words may spell a document symbol, as "a c 2 60 l 16" does."""
WORDS = 2**15
"""How many words of each language are remembered: more than a base has, and an end to what people may fill it with."""
TEXTS = 16
"""Of how many texts the words are remembered: a question is read more than once, by what it may be."""
SERIES = 3
"""How many letters the first part of a document symbol has at most, where it stands alone."""
LAST_DAY = 31
"""Numbers up to here, joined by a slash, are days (14/15 September) and no document symbol."""


class Kind(StrEnum):
    """What a word is, and so how it may match: numbers, years, ranks and symbols match exactly or not at all."""

    WORD = "word"
    NUMBER = "number"
    YEAR = "year"
    ORDINAL = "ordinal"
    SYMBOL = "symbol"
    ASKED = "asked"
    """No word of the text, but the kind of thing that it asks for, or holds: a time, a person, a number ..."""


class Token(NamedTuple):
    """One word of a text."""

    stem: str
    """What is matched: the stem of a word, the digits of a number, the canonical form of a symbol."""
    surface: str
    """The folded word as written, which typos are measured on."""
    kind: Kind
    informative: bool
    """False for words that say nothing of the subject: stop words and question words."""
    weight: float = 1.0
    """0–1; below 1 for words that the text does not hold but means, such as an acronym's."""
    added: bool = False
    """Whether the text does not hold the word but means it."""

    @property
    def spoken(self) -> bool:
        """Whether the text holds the word itself."""
        return not self.added and self.kind is not Kind.ASKED


_TAG = re.compile(r"</?[A-Za-z][^<>]{0,80}>")
"""Markup in a message says how it looks, not what it asks."""
_THOUSANDS = re.compile(r"(?<=\d)[\u00a0\u2009\u202f](?=\d{3}(?!\d))")
"""The narrow spaces between thousands; a plain one may part two numbers, as in "a 61 515"."""
_SYMBOL = r"[a-z]{1,5}(?:\.\d+)?(?:/[a-z0-9.]+)*/[a-z]{0,2}\.?\d+(?:/[a-z]{0,5}\.?\d+)*|\d{1,3}/\d{1,4}(?:\s?[ab]\b)?"
_DATE = r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[./-]\d{1,2}[./-](?:1[89]|20)\d\d"
_PART = re.compile(r"[a-z]+|\d+")
_SENTENCE = re.compile(r"(?<=[?!;\n])\s+|(?<=\.)\s+(?!\d)|(?<=[\u3002\uff1f\uff01])")
_CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af"
_TOKEN = re.compile(
    rf"(?P<date>\b(?:{_DATE})\b)|(?P<symbol>\b(?:{_SYMBOL})\b)"
    r"|(?P<number>\d+(?:[.,]\d{3})*)(?:\.(?=[^\W\d_]))?(?P<ending>[^\W\d_]{0,3})"
    rf"|(?P<cjk>[{_CJK}]+)|(?P<initials>\b(?:[^\W\d_]\.){{2,}}(?:[^\W\d_](?![^\W\d_]))?)|(?P<word>[^\W\d_]+(?:'[^\W\d_]+)*)"
)


class Language:
    """What the matcher knows of one language, read from `languages/<code>.yaml`."""

    def __init__(self, code: str) -> None:
        data = yaml.load((LANGUAGES / f"{code}.yaml").read_text("utf-8"), Loader=yaml.CBaseLoader)  # noqa: S506  builds text only
        self.code = code
        stemmer = data.get("stemmer")  # a language that inflects nothing has none
        self.stem: Callable[[str], str] = _stemming(stemmer) if stemmer else str
        self.keyboard: str = data["keyboard"]
        self.clitics = tuple(sorted(map(fold, data.get("clitics", ())), key=len, reverse=True))
        self.elisions = tuple(sorted(map(fold, data.get("elisions", ())), key=len, reverse=True))
        self.spellings: Mapping[str, str] = data.get("spellings", {})
        self._lexicon = Lexicon(code)
        self.contractions: Mapping[str, list[str]] = {
            fold(short): fold(long).split() for short, long in data.get("contractions", {}).items()
        }
        self.question_words: Mapping[tuple[str, ...], str] = {
            tuple(fold(phrase).split()): asked
            for asked, phrases in data.get("question_words", {}).items()
            for phrase in phrases
        }
        self.numbers = _by_word(data.get("numbers", {}))
        self.ordinals = _by_word(data.get("ordinals", {}))
        self.ordinal_endings = frozenset(map(fold, data.get("ordinal_endings", ())))
        self.months = [fold(names).split() for names in data.get("months", ())]
        self._month_of = {short: names[0] for names in self.months for short in names}
        stop_words = frozenset(word for line in data.get("stop_words", ()) for word in fold(line).split())
        question_words = frozenset(word for phrase in self.question_words for word in phrase[:1])
        self.asking = question_words
        self.uninformative = stop_words | question_words
        self.anaphora = frozenset(word for line in data.get("anaphora", ()) for word in fold(line).split())
        self.openers = frozenset(tuple(fold(phrase).split()) for phrase in data.get("openers", ()))
        self.conjunctions = frozenset(map(fold, data.get("conjunctions", ())))
        self.courtesies = frozenset(tuple(fold(phrase).split()) for phrase in data.get("courtesies", ()))
        self._courteous = {word for courtesy in self.courtesies for word in (courtesy[0], courtesy[-1])}
        self.synonyms: tuple[tuple[str, ...], ...] = tuple(map(tuple, data.get("synonyms", ())))
        self._word = lru_cache(WORDS)(self._read_word)
        self._latest = lru_cache(TEXTS)(self._tokens)

    def tokens(self, text: str) -> list[Token]:
        """Return the words of `text`: a question, a phrasing or an answer."""
        return list(self._latest(text))

    def _tokens(self, text: str) -> tuple[Token, ...]:
        tokens: list[Token] = []
        for found in _TOKEN.finditer(fold(_THOUSANDS.sub("", _TAG.sub(" ", text)))):
            match found.lastgroup:
                case "date":
                    tokens += self._date(found[0])
                case "symbol":
                    tokens += self._symbol(found[0])
                case "ending":
                    tokens += self._number(re.sub(r"[.,]", "", found["number"]), found["ending"])
                case "cjk":
                    run = found[0]
                    pairs = [run[i : i + 2] for i in range(len(run) - 1)] or [run]
                    tokens += [Token(pair, pair, Kind.WORD, True) for pair in pairs]
                case "initials":
                    tokens += self._word(found[0].replace(".", ""))
                case _:
                    tokens += self._word(found[0])
        return tuple(tokens)

    def _date(self, date: str) -> list[Token]:
        """Return day, month and year of a date in figures; the day comes first unless the year does."""
        first, month, last = re.split(r"[./-]", date)
        day, year = (last, first) if len(first) == len("2006") else (first, last)
        names = self.months[int(month) - 1] if 1 <= int(month) <= len(self.months) else [month]
        return [*self._number(day, ""), *self._word(names[0]), *self._number(year, "")]

    def _symbol(self, symbol: str) -> list[Token]:
        parts = symbol_parts(symbol)
        if all(part.isdigit() and int(part) <= LAST_DAY for part in parts) and len(parts) == 2:
            return [token for part in parts for token in self._number(part, "")]
        canonical = "/".join(parts)
        return [Token(canonical, canonical, Kind.SYMBOL, True)]

    def _number(self, digits: str, ending: str) -> list[Token]:
        digits = digits.lstrip("0") or "0"
        if ending in self.ordinal_endings:
            return [Token(f"{digits}.", digits + ending, Kind.ORDINAL, True)]
        kind = Kind.YEAR if len(digits) == 4 and digits[:2] in ("18", "19", "20") else Kind.NUMBER
        number = Token(digits, digits, kind, True)
        return [number, *self._word(ending)] if ending else [number]

    def _read_word(self, word: str) -> tuple[Token, ...]:
        return tuple(map(self._whole_word, self.contractions.get(word.replace("'", ""), [word])))

    def _whole_word(self, word: str) -> Token:
        for clitic in self.clitics:
            if word.endswith(clitic) and len(word) > len(clitic):
                word = word.removesuffix(clitic)
                break
        for elision in self.elisions:
            if word.startswith(elision) and len(word) > len(elision):
                word = word.removeprefix(elision)
                break
        word = word.replace("'", "")
        if word in self.ordinals:
            return Token(f"{self.ordinals[word]}.", word, Kind.ORDINAL, True)
        if word in self.numbers and word not in self.uninformative:
            return Token(self.numbers[word], word, Kind.NUMBER, True)
        word = self._standard(self._month_of.get(word, word))
        return Token(self.stem(word), word, Kind.WORD, word not in self.uninformative)

    def _standard(self, word: str) -> str:
        """Return `word` as most write it, such as "labor" for "labour"."""
        if self._lexicon.knows(word):
            return word
        written = (word.replace(other, usual) for other, usual in self.spellings.items() if other in word)
        return next(filter(self._lexicon.knows, written), word)

    def without_courtesies(self, tokens: list[Token]) -> list[Token]:
        """Return `tokens` without the greetings, pleases and thanks around them, unless nothing else is there."""
        words = [token.surface for token in tokens]
        start, end = 0, len(words)
        while n := self._courtesy(words[start:end], 1):
            start += n
        while n := self._courtesy(words[start:end], -1):
            end -= n
        return tokens[start:end] or tokens

    def _courtesy(self, words: list[str], direction: int) -> int:
        """Return how many words at the start (direction 1) or end (-1) are one courtesy."""
        if not words or words[0 if direction > 0 else -1] not in self._courteous:
            return 0
        for n in range(min(LONGEST_COURTESY, len(words)), 0, -1):
            if tuple(words[:n] if direction > 0 else words[-n:]) in self.courtesies:
                return n
        return 0

    def asked_for(self, tokens: list[Token]) -> str | None:
        """Return what kind of thing a question asks for, such as `person` or `time`, by its first question word."""
        words = [token.surface for token in tokens]
        for i in (i for i, word in enumerate(words) if word in self.asking):
            for n in range(LONGEST_QUESTION_PHRASE, 0, -1):
                if asked := self.question_words.get(tuple(words[i : i + n])):
                    return asked
        return None

    def opener(self, tokens: Sequence[Token]) -> int:
        """Return with how many words a question goes on from another, as "and ..." and "what about ..." do."""
        words = tuple(token.surface for token in tokens)
        return next((n for n in range(LONGEST_COURTESY, 0, -1) if words[:n] in self.openers), 0)

    def clauses(self, text: str) -> list[str]:
        """Return the parts of `text` that may be questions of their own: sentences, and what follows an "and who"."""
        parts: list[str] = []
        for sentence in _SENTENCE.split(text.strip()):
            words = sentence.split()
            starts = [0] + [
                i
                for i in range(1, len(words) - 1)
                if fold(words[i]) in self.conjunctions and self.asked_for(self.tokens(words[i + 1]))
            ]
            parts += [" ".join(words[a:b]) for a, b in pairwise([*starts, len(words)])]
        return [part for part in parts if part]

    def holds(self, tokens: list[Token]) -> set[str]:
        """Return what kinds of things an answer holds that a question word may ask for: a time, a number."""
        months = {names[0] for names in self.months}
        found = set()
        if any(token.kind is Kind.YEAR or token.surface in months for token in tokens):
            found.add("time")
        if any(token.kind is Kind.NUMBER for token in tokens):
            found.add("number")
        return found


@cache
def known_languages() -> tuple[str, ...]:
    """Return the codes of the languages that have a file here."""
    return tuple(sorted(path.stem for path in LANGUAGES.glob("*.yaml")))


@cache
def language(code: str) -> Language:
    """Return the language with the ISO 639 code `code`; FileNotFoundError where nothing is known of it."""
    return Language(code)


def symbol_parts(symbol: str) -> tuple[str, ...]:
    """Return the parts of a document symbol: its runs of letters and of digits."""
    return tuple(_PART.findall(fold(symbol)))


def _stemming(algorithm: str) -> Callable[[str], str]:
    """Return what stems a word, in any thread: a quiz is made in one while questions are answered in another."""
    stemmer, turn = snowballstemmer.stemmer(algorithm), Lock()

    def stem(word: str) -> str:
        with turn:  # the stemmer keeps in itself the word that it works on
            return str(stemmer.stemWord(word))

    return stem


def _by_word(listed: Mapping[str, str]) -> dict[str, str]:
    """Return the number or rank of each word, of data that lists the words of each number."""
    return {fold(word): number for number, words in listed.items() for word in words.split()}


class Symbols:
    """The document symbols of a base, however much of one is written and whatever stands between its parts.

    Of A/RES/58/208 people leave out what comes first, and write "a res 58 208", "resolution 58-208" or "58/208".
    """

    def __init__(self, tokens: Iterable[Token]) -> None:
        """Take all words of the base; its symbols are among them."""
        endings: dict[tuple[str, ...], str] = {}
        ambiguous = set()
        for symbol in sorted({token.stem for token in tokens if token.kind is Kind.SYMBOL}, key=_longest_first):
            for ending in _endings(tuple(symbol.split("/"))):
                whole = endings.setdefault(ending, symbol)
                if not f"/{whole}".endswith(f"/{symbol}"):
                    ambiguous.add(ending)
        self._known = {ending: symbol for ending, symbol in endings.items() if ending not in ambiguous}
        self._whole = frozenset(self._known.values())
        self._first = {ending[0] for ending in self._known}

    def join(self, tokens: list[Token]) -> list[Token]:
        """Return `tokens` with each run of them that spells a known symbol made into it."""
        if not self._known or all(token.kind is Kind.WORD for token in tokens):
            return tokens
        joined: list[Token] = []
        i = 0
        while i < len(tokens):
            if tokens[i].kind is not Kind.SYMBOL and tokens[i].surface not in self._first:
                joined.append(tokens[i])
                i += 1
                continue
            length, symbol = self._spelt(tokens[i : i + LONGEST_SYMBOL], tokens[i - 1] if i else None)
            joined.append(Token(symbol, symbol, Kind.SYMBOL, True) if symbol else tokens[i])
            i += length
        return joined

    def _spelt(self, tokens: list[Token], before: Token | None) -> tuple[int, str | None]:
        """Return how many of `tokens`, from the first on, spell a known symbol, and which; the most that do."""
        first = symbol_parts(tokens[0].surface)
        figures = [n for n, token in enumerate(tokens, 1) if token.kind is not Kind.WORD]
        most = len(tokens) if first[0] in self._first else 0
        for n in range(most, figures[0] - 1 if figures else most, -1):
            parts = symbol_parts(" ".join(token.surface for token in tokens[:n]))
            symbol = self._known.get(parts)
            if symbol and (symbol.startswith("/".join(parts)) or not _is_series(before)):
                return n, symbol
        return 1, self._ending_of(first) if tokens[0].kind is Kind.SYMBOL else None

    def _ending_of(self, parts: tuple[str, ...]) -> str | None:
        """Return the symbol of the base that a longer one ends in, as A/RES/58/208 does where the base has 58/208."""
        return next((known for ending in _endings(parts) if (known := "/".join(ending)) in self._whole), None)


def _is_series(before: Token | None) -> bool:
    """Tell whether the word `before` a symbol's ending may be what the symbol of another series begins with."""
    return before is not None and before.informative and before.kind is Kind.WORD and len(before.surface) <= SERIES


def _longest_first(symbol: str) -> tuple[int, str]:
    return -symbol.count("/"), symbol


def _endings(parts: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Yield the symbol with the parts `parts`, and what is left of it without its first ones: two numbers at least."""
    yield parts
    for start in range(1, len(parts)):
        if sum(part.isdigit() for part in parts[start:]) > 1:
            yield parts[start:]


def letter_groups(word: str) -> set[str]:
    """Return the letter pairs and triples of `word`, its ends marked, each once."""
    marked = f"^{word}$"
    return {marked[i : i + n] for n in (2, 3) for i in range(len(marked) - n + 1)}
