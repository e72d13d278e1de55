from __future__ import annotations

import asyncio
import json
import logging
import sys
import threading
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr
from telegram.error import InvalidToken

from bot import logs
from bot.application import build
from bot.errors import describe
from bot.serving.webhook import Webhook
from bot.settings import Settings, TelegramSettings
from bot.terminal.local import LocalTelegram
from knowledge import KnowledgeBase
from tests.bot.conftest import BASE, TOKEN, Hldbot


@pytest.fixture(autouse=True)
def _logging_as_before() -> Iterator[None]:
    root, hooks = logging.getLogger(), (sys.excepthook, sys.unraisablehook, threading.excepthook)
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level
    sys.excepthook, sys.unraisablehook, threading.excepthook = hooks
    logging.captureWarnings(False)
    for name in (*logs.ROOMS, "telegram", "tornado"):
        logging.getLogger(name).setLevel(logging.NOTSET)


@pytest.mark.parametrize("style", ["text", "json"])
@pytest.mark.parametrize("name", ["bot", "handlers.errors", "httpx", "telegram.ext.Application", "anything"])
def test_the_token_stands_in_no_line_however_it_got_there(
    style: str, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.set_up("DEBUG", style, TOKEN)
    log = logging.getLogger(name)
    try:
        raise ValueError(f"https://api.telegram.org/bot{TOKEN}/getMe")
    except ValueError as error:
        log.critical("here: %s %r", TOKEN, {"token": TOKEN})
        log.critical(f"and {TOKEN.replace(':', '%3A')}")  # on purpose: not all who log use arguments
        log.critical("with an exception: %s", error, exc_info=True, stack_info=True)
    sys.excepthook(ValueError, ValueError(TOKEN), None)
    err = capsys.readouterr().err
    assert TOKEN not in err
    assert TOKEN.replace(":", "%3A") not in err
    assert "ValueError" in err
    assert "<token>" in err


def test_a_line_of_json_is_an_object_with_time_level_logger_message_and_exception(
    capsys: pytest.CaptureFixture[str],
) -> None:
    logs.set_up("INFO", "json", TOKEN)
    try:
        raise ValueError("two\nlines")
    except ValueError:
        logs.log.exception("“%s”", "what")
    (line,) = capsys.readouterr().err.splitlines()
    record = json.loads(line)
    assert (record["level"], record["logger"], record["message"]) == ("ERROR", "bot", "“what”")
    assert record["time"].endswith("+00:00")
    assert record["exception"].endswith("ValueError: two\nlines")


def test_the_addresses_that_httpx_calls_are_not_logged(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up("DEBUG", "text", TOKEN)
    logging.getLogger("httpx").info("HTTP Request: POST https://api.telegram.org/")
    assert capsys.readouterr().err == ""


def test_a_fault_reads_as_one_short_line_without_the_token() -> None:
    described = describe(ValueError(f"bot{TOKEN}/getMe gave\n{'<html> ' * 100}"))
    assert described.startswith("bot<token>/getMe gave <html>")
    assert len(described) == 200
    assert describe(TimeoutError()) == "TimeoutError"


def test_who_logs_with_arguments_that_do_not_fit_does_not_fail_by_it(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up("INFO", "text", TOKEN)
    logging.getLogger("bot.anything").info("%d updates", "seven")
    assert "%d updates" in capsys.readouterr().err


SECRET = "a-webhook-secret-that-nobody-guesses"  # noqa: S105  # opens nothing
PASSWORD = "a-password-of-a-database"  # noqa: S105  # opens nothing


async def test_no_secret_comes_out_by_the_ways_that_python_and_its_libraries_have_of_their_own(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A task that nobody awaits, a thread, an object that is thrown away, a warning."""
    logs.set_up("DEBUG", "text", TOKEN, SECRET, PASSWORD)
    said = f"{TOKEN} {SECRET} {PASSWORD}"

    async def fail() -> None:
        raise ValueError(said)

    task = asyncio.create_task(fail())
    await asyncio.sleep(0)
    del task
    thread = threading.Thread(target=lambda: int(said))
    thread.start()
    thread.join()
    sys.unraisablehook(_Unraisable(ValueError(said)))  # type: ignore[arg-type]  # what Python hands over has these fields
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn(said, stacklevel=1)
    for name in ("asyncio", "httpx", "httpcore", "aiohttp.client", "sqlalchemy.engine", "aiosqlite", "tornado.access"):
        logging.getLogger(name).critical("with %s", {"secrets": said}, extra={"fields": {"secret": 1}})
    told = capsys.readouterr().err
    assert "Task exception was never retrieved" in told
    assert told.count("ValueError") >= 3
    assert "UserWarning" in told
    for secret in (TOKEN, SECRET, PASSWORD):
        assert secret not in told


class _Unraisable:
    """What `sys.unraisablehook` gets."""

    def __init__(self, error: Exception) -> None:
        self.exc_value = error
        self.exc_type, self.exc_traceback, self.err_msg, self.object = type(error), None, None, None


@pytest.mark.parametrize(
    "name", ["httpx", "httpcore.http11", "aiohttp.client", "aiosqlite", "sqlalchemy.engine.Engine", "asyncpg"]
)
def test_libraries_tell_of_no_call_and_no_statement_even_where_all_is_logged(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Their lines hold addresses with the token, and statements with what people wrote."""
    logs.set_up("DEBUG", "text", TOKEN)
    logging.getLogger(name).info("INSERT INTO questions VALUES ('where is my sister?')")
    logging.getLogger("bot.anything").debug("said")
    told = capsys.readouterr().err
    assert "sister" not in told
    assert "said" in told


async def test_the_token_is_in_no_repr_and_no_dump(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", TOKEN)
    monkeypatch.setenv("TELEGRAM_WEBHOOK_URL", "https://example.org/hook")
    monkeypatch.setenv("TELEGRAM_WEBHOOK_SECRET", SECRET)
    monkeypatch.setenv("HLDBOT_DATABASE_URL", f"postgresql+asyncpg://keeper:{PASSWORD}@db/hldbot")
    settings, telegram = Settings(), TelegramSettings()  # type: ignore[call-arg]  # the token is in the environment
    webhook = Webhook("https://example.org/hook", SecretStr(SECRET), "127.0.0.1:8080")
    async with build(KnowledgeBase.load(BASE), TOKEN, request=LocalTelegram()) as application:
        shown = [settings, telegram, settings.model_dump(), telegram.model_dump(), telegram.model_dump_json(), webhook]
        shown += [application, application.bot_data.journal, application.metrics.text(), application.accounts]
        told = " ".join(f"{each!r} {each}" for each in shown)
    for secret in (TOKEN, SECRET, PASSWORD):
        assert secret not in told


def test_a_refused_token_stands_in_no_description() -> None:
    """The library's own message quotes it."""
    assert TOKEN not in describe(InvalidToken(f"The token `{TOKEN}` was rejected by the server."))


@pytest.mark.parametrize("level", ["DEBUG", "INFO"])
def test_a_whole_run_that_fails_tells_no_token(hldbot: Hldbot, level: str, tmp_path: Path) -> None:
    (tmp_path / "taken").mkdir()
    ran = hldbot(
        "run",
        TELEGRAM_BOT_TOKEN=TOKEN,
        TELEGRAM_API_URL="http://127.0.0.1:1",
        HLDBOT_METRICS_LISTEN="203.0.113.1:1",
        HLDBOT_LOG_LEVEL=level,
    )
    assert ran.returncode == 2
    assert "HLDBOT_METRICS_LISTEN" in ran.stderr.decode()
    assert TOKEN not in ran.stderr.decode() + ran.stdout.decode()
