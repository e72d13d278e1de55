from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.errors import OperatorError
from bot.settings import Settings, TelegramSettings, load
from knowledge import BASE
from tests.bot.conftest import TOKEN

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
        (
            "HLDBOT_DATABASE_URL",
            "postgresql://keeper:secret@db/bot",
            "postgresql+asyncpg://user:password@host/database",
        ),
        ("HLDBOT_DATABASE_URL", "postgresql+asyncpg://keeper:secret@db:port/bot", "write it like"),
        ("HLDBOT_DATABASE_URL", "postgresql+asyncpg://keeper:secret@db", "write it like"),
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


POSTGRESQL = "postgresql+asyncpg://keeper:secret@db.example.org:5432/bot?ssl=require"


def test_a_postgresql_may_be_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HLDBOT_DATABASE_URL", POSTGRESQL)
    settings = load(Settings)
    assert settings.database_url.get_secret_value() == POSTGRESQL
    assert "secret" not in repr(settings) + settings.model_dump_json()


def test_where_asyncpg_is_missing_it_is_said_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HLDBOT_DATABASE_URL", POSTGRESQL)
    monkeypatch.setattr("bot.settings.find_spec", lambda _: None)
    with pytest.raises(OperatorError, match=re.escape("pip install 'hld-bot[postgresql]'")):
        load(Settings)


@pytest.mark.parametrize(
    ("listed", "admins"), [("", set()), ("7", {7}), (" 123456789, 987654321,", {123456789, 987654321})]
)
def test_admins_are_a_list_of_ids(monkeypatch: pytest.MonkeyPatch, listed: str, admins: set[int]) -> None:
    monkeypatch.setenv("HLDBOT_ADMINS", listed)
    assert load(Settings).admins == admins


@pytest.mark.parametrize("listed", ["@ada", "1;2", "-100123", "1 2", "[1]", "１"])
def test_admins_that_are_no_ids_are_refused_with_the_remedy(monkeypatch: pytest.MonkeyPatch, listed: str) -> None:
    monkeypatch.setenv("HLDBOT_ADMINS", listed)
    with pytest.raises(OperatorError, match=r"HLDBOT_ADMINS is not a list of user ids; write them like 123456789"):
        load(Settings)


@pytest.mark.parametrize(("written", "on"), [("yes", True), ("no", False), ("off", False), ("", True)])
def test_corrections_are_on_unless_they_are_switched_off(
    monkeypatch: pytest.MonkeyPatch, written: str, on: bool
) -> None:
    monkeypatch.setenv("HLDBOT_CORRECTIONS", written)
    assert load(Settings).corrections is on


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
