from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator

import pytest

from bot import logs
from bot.errors import describe

from .conftest import TOKEN


@pytest.fixture(autouse=True)
def _logging_as_before() -> Iterator[None]:
    root, hook = logging.getLogger(), sys.excepthook
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level
    sys.excepthook = hook
    logging.captureWarnings(False)
    for name in ("httpx", "httpcore", "telegram"):
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
    logging.getLogger("anything").info("%d updates", "seven")
    assert "%d updates" in capsys.readouterr().err
