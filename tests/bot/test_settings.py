from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.errors import OperatorError
from bot.settings import Settings, TelegramSettings, load
from knowledge import BASE

from .conftest import TOKEN

ENV_EXAMPLE = Path(__file__).parents[2] / ".env.example"


def test_without_any_setting_the_base_of_the_package_is_used() -> None:
    assert load(Settings).knowledge == BASE


def test_the_environment_wins_over_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("HLDBOT_LOG_LEVEL=DEBUG\nHLDBOT_LOG_FORMAT=json\n", "utf-8")
    monkeypatch.setenv("HLDBOT_LOG_LEVEL", "error")
    settings = load(Settings)
    assert (settings.log_level, settings.log_format) == ("ERROR", "json")


def test_an_empty_value_means_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("HLDBOT_KNOWLEDGE=\nHLDBOT_LOG_LEVEL=\n", "utf-8")
    monkeypatch.setenv("HLDBOT_LOG_FORMAT", "")
    assert load(Settings) == Settings.model_construct(knowledge=BASE, log_level="INFO", log_format="text")


@pytest.mark.parametrize(
    ("name", "value", "remedy"),
    [
        ("HLDBOT_LOG_LEVEL", "loud", "'DEBUG', 'INFO'"),
        ("HLDBOT_LOG_FORMAT", "xml", "'text' or 'json'"),
        ("HLDBOT_DATABASE_URL", "mysql://keeper:secret@db", "sqlite+aiosqlite:///hldbot.sqlite3"),
        ("TELEGRAM_BOT_TOKEN", "", "copy .env.example"),
        ("TELEGRAM_BOT_TOKEN", "my-secret-word", "@BotFather"),
        ("TELEGRAM_BOT_TOKEN", f"{TOKEN} ", "@BotFather"),
        ("TELEGRAM_API_URL", "nonsense", "write it like"),
        ("TELEGRAM_API_URL", "https://x.org:port", "write it like"),
        ("TELEGRAM_API_URL", "https://x.org/?a=b", "write it like"),
        ("TELEGRAM_API_URL", "http://127.0.0.1@x.org", "write it like"),
        ("TELEGRAM_API_URL", "http://[", "write it like"),
        ("TELEGRAM_API_URL", "http://api.example.org", "unencrypted"),
        ("TELEGRAM_API_URL", "http://127.0.0.1.example.org", "unencrypted"),
    ],
)
def test_a_wrong_setting_is_named_with_its_remedy_in_one_line_without_its_value(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, remedy: str
) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", TOKEN)
    monkeypatch.setenv(name, value)
    with pytest.raises(OperatorError, match=re.escape(remedy)) as caught:
        load(TelegramSettings if name.startswith("TELEGRAM") else Settings)
    assert name in str(caught.value)
    assert "\n" not in str(caught.value)
    assert not value.strip() or value not in str(caught.value)


@pytest.mark.parametrize(
    "url", ["https://api.example.org/", "http://127.0.0.1:8081", "http://[::1]:8081", "http://localhost"]
)
def test_the_token_goes_over_https_or_stays_on_this_machine(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", TOKEN)
    monkeypatch.setenv("TELEGRAM_API_URL", url)
    assert load(TelegramSettings).api_url == url.rstrip("/")


def test_a_file_that_cannot_be_read_is_one_line() -> None:
    Path(".env").write_bytes(b"HLDBOT_LOG_LEVEL=\xff\n")
    with pytest.raises(OperatorError, match=r"^\.env cannot be read"):
        load(Settings)


def test_the_token_is_in_no_repr(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", TOKEN)
    settings = load(TelegramSettings)
    assert settings.bot_token.get_secret_value() == TOKEN
    assert TOKEN not in repr(settings) + str(settings) + settings.model_dump_json()


def test_the_example_file_has_every_setting_once_with_a_line_of_explanation_and_loads() -> None:
    """And nothing but what works."""
    example = ENV_EXAMPLE.read_text("utf-8")
    explained = re.findall(r"^# .+\n([A-Z_]+)=", example, re.MULTILINE)
    settings = [
        f"{kind.model_config['env_prefix']}{name}".upper()
        for kind in (TelegramSettings, Settings)
        for name in kind.model_fields
    ]
    assert explained == settings == re.findall(r"^([A-Z_]+)=", example, re.MULTILINE)
    Path(".env").write_text(example.replace("TELEGRAM_BOT_TOKEN=", f"TELEGRAM_BOT_TOKEN={TOKEN}"), "utf-8")
    assert load(TelegramSettings).api_url == "https://api.telegram.org"
    assert load(Settings).knowledge == BASE
