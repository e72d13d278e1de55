"""The bot's own words by language, from `texts/<language>.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

import yaml

TEXTS = Path(__file__).parent / "texts"
DEFAULT = "en"
"""The language of those whose own has no texts yet."""


@dataclass(frozen=True, slots=True)
class Texts:
    """Everything that the bot says by itself in one language: plain text, escaped when it is shown."""

    sources: str
    disputes: str
    untranslated: str
    choose: str
    none_of_these: str
    unknown: str
    unknown_again: str
    unknown_still: str
    leave: str
    left: str
    tell: str
    will_tell: str
    no_longer_asked: str
    leads_to_someone: str
    not_kept: str
    why: str
    why_asked: str
    why_subject: str
    why_words: str
    why_phrasing: str
    why_score: str
    why_unasked: str
    record: str
    record_title: str
    record_publisher: str
    record_place: str
    record_checked: str
    back: str
    bad: str
    wrong_fact: str
    out_of_date: str
    unclear: str
    thanks: str
    language: str
    language_set: str
    as_i_write: str
    language_as_i_write: str
    forgotten: str
    not_forgotten: str
    cancelled: str
    nothing_to_cancel: str
    topics: str
    all_topics: str
    all_sources: str
    heading: str
    previous: str
    next: str
    share: str
    timeline: str
    timeline_empty: str
    timeline_picture: str
    glossary: str
    glossary_empty: str
    glossary_usage: str
    other_forms: str
    nearest_terms: str
    no_such_term: str
    compare_usage: str
    nothing_to_compare: str
    another_fact: str
    another_question: str
    no_quiz: str
    inline_open: str
    inline_ask: str
    above: str
    flood: str
    greeting: str
    no_question: str
    no_words: str
    not_text: str
    unknown_command: str
    gone: str
    failed: str
    help: str
    help_commands: str
    privacy: str
    command_ask: str
    command_topics: str
    command_sources: str
    command_timeline: str
    command_glossary: str
    command_compare: str
    command_random: str
    command_quiz: str
    command_help: str
    command_privacy: str
    command_language: str
    command_cancel: str
    command_forget: str


class Wording:
    """The texts of all languages."""

    def __init__(self, texts: Mapping[str, Texts]) -> None:
        """Take texts by language code; those in `DEFAULT` must be among them."""
        self._texts = texts

    @classmethod
    def load(cls, folder: Path = TEXTS) -> Wording:
        """Return the texts of each YAML file in `folder`; ValueError where one has a text too few or too many."""
        return cls({path.stem: _read(path) for path in sorted(folder.glob("*.yaml"))})

    def of(self, language: str) -> Texts:
        """Return the texts in `language` (ISO 639-1), or in `DEFAULT` where it has none."""
        return self._texts.get(language, self._texts[DEFAULT])


def _read(path: Path) -> Texts:
    texts = yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader)  # noqa: S506  # builds text only
    names = {field.name for field in fields(Texts)}
    if names != texts.keys():
        missing, unknown = sorted(names - texts.keys()), sorted(texts.keys() - names)
        raise ValueError(f"{path.name}: missing texts {missing}, unknown texts {unknown}")
    return Texts(**texts)
