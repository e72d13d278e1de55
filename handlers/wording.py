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
    topics: str
    all_topics: str
    all_sources: str
    heading: str
    previous: str
    next: str
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
    command_help: str
    command_privacy: str


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
