from __future__ import annotations

import re
from dataclasses import asdict
from pathlib import Path

import pytest

from handlers.showing.wording import TEXTS, Wording

LANGUAGES = [path.stem for path in TEXTS.glob("*.yaml")]


def folder_with(tmp_path: Path, change: tuple[str, str]) -> Path:
    (tmp_path / "en.yaml").write_text((TEXTS / "en.yaml").read_text("utf-8").replace(*change), "utf-8")
    return tmp_path


def test_a_missing_text_is_named_at_load(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"en\.yaml: missing texts \['sources'\]"):
        Wording.load(folder_with(tmp_path, ("\nsources: Sources\n", "\n")))


def test_an_unknown_text_is_named_at_load(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"unknown texts \['sauces'\]"):
        Wording.load(folder_with(tmp_path, ("\nsources: Sources\n", "\nsources: Sources\nsauces: Sauces\n")))


def test_a_language_without_texts_gets_the_english_ones() -> None:
    wording = Wording.load()
    assert wording.of("tlh") == wording.of("en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_fills_in_the_same_names(language: str) -> None:
    english, other = (asdict(Wording.load().of(code)) for code in ("en", language))
    for name, text in english.items():
        assert sorted(re.findall(r"{\w+}", text)) == sorted(re.findall(r"{\w+}", other[name])), name


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_telegram_limits_is_short_enough(language: str) -> None:
    texts = asdict(Wording.load().of(language))
    # Alerts: https://core.telegram.org/bots/api#answercallbackquery
    alerts = "gone thanks not_kept no_longer_asked leads_to_someone flood language_set language_as_i_write"
    assert all(len(texts[name]) <= 200 for name in [*alerts.split(), "language_of_another"])
    assert all(len(text) <= 256 for name, text in texts.items() if name.startswith("command_"))
