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
    choose_rest: str
    unknown_rest: str
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
    language_of_another: str
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
    timeline_key: str
    timeline_all: str
    timeline_picture: str
    glossary: str
    glossary_empty: str
    glossary_usage: str
    other_forms: str
    nearest_terms: str
    no_such_term: str
    compare_usage: str
    nothing_to_compare: str
    compare_unknown: str
    compare_same: str
    compare_between: str
    quoted: str
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
    corrected: str
    told: str
    status_base: str
    status_since: str
    status_current: str
    status_broken: str
    more_faults: str
    reloaded: str
    reload_unchanged: str
    reload_broken: str
    reload_not_watched: str
    broken: str
    mended: str
    gaps_none: str
    gaps_unread: str
    gaps_heading: str
    gap_asked: str
    gap_answered: str
    gap_nearest: str
    gap_other_fact: str
    gap_new_fact: str
    gap_outside: str
    gap_close: str
    gap_closed: str
    gap_gone: str
    more: str
    edit_fact: str
    edit_phrasing: str
    edit_answer: str
    edit_source: str
    edit_outside: str
    edit_file: str
    edit_usage: str
    edit_cancel: str
    edit_skip: str
    edit_tap: str
    edit_no_match: str
    ask_topic: str
    ask_title: str
    ask_answer: str
    ask_set_answer: str
    ask_source: str
    ask_another_source: str
    ask_new_source: str
    ask_source_title: str
    ask_source_publisher: str
    ask_source_date: str
    ask_source_url: str
    ask_at: str
    ask_fact: str
    ask_text: str
    ask_checked: str
    checked_today: str
    not_checked: str
    ask_kind: str
    kind_everyday: str
    kind_near: str
    kind_trap: str
    ask_file: str
    edit_shown: str
    edit_undo_shown: str
    edit_whole: str
    edit_looking: str
    alters: str
    alters_nothing: str
    alters_choice: str
    alters_unknown: str
    edit_make: str
    edit_reword: str
    edit_leave: str
    edit_left: str
    edit_done: str
    edit_done_not_live: str
    edit_closed: str
    edit_waiting: str
    edit_can_undo: str
    edit_used: str
    edit_gone: str
    edit_refused: str
    edit_would_break: str
    edit_stale: str
    edit_overtaken: str
    edit_overtaken_how: str
    edit_disk: str
    edit_read_only: str
    edit_not_here: str
    log_empty: str
    log_heading: str
    log_you: str
    log_by_hand: str
    upload_not_yaml: str
    upload_too_large: str
    upload_encoding: str
    upload_gone: str
    help: str
    help_commands: str
    help_admins: str
    privacy: str
    privacy_corrections: str
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
    command_status: str
    command_reload: str
    command_gaps: str
    command_edit: str
    command_undo: str
    command_log: str


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
