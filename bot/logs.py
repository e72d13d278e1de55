"""The logs: a line of text or of JSON each, and no secret in any of them."""

from __future__ import annotations

import json
import logging
import sys
import threading
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

log = logging.getLogger("bot")

ROOMS = ("bot", "handlers", "knowledge")
"""Whose loggers are as talkative as the settings say."""
SHORTEST = 8
"""Characters from which on a secret is taken out: a shorter one is a word that stands everywhere."""


class Redaction(logging.Filter):
    """Takes secrets out of all that a record says: the second wall, should anything put one there."""

    def __init__(self, *secrets: str) -> None:
        super().__init__()
        self._forms = [
            form for secret in secrets if len(secret) >= SHORTEST for form in (secret, quote(secret, safe=""))
        ]

    def filter(self, record: logging.LogRecord) -> bool:
        """Redact `record` in place, and let it pass."""
        record.msg, record.args = self.redact(_message(record)), None
        if record.exc_info:
            record.exc_text = record.exc_text or logging.Formatter().formatException(record.exc_info)
            record.exc_info = None  # or a handler would format the exception anew, with the secret
        for name in ("exc_text", "stack_info"):
            setattr(record, name, self.redact(getattr(record, name) or "") or None)
        return True

    def redact(self, text: str) -> str:
        """Return `text` with the secrets replaced, as they are and as they stand in a URL."""
        for form in self._forms:
            text = text.replace(form, "<token>")
        return text


def _message(record: logging.LogRecord) -> str:
    """Return what `record` says; without its arguments where they do not fit, for whoever logs must not fail by it."""
    try:
        return record.getMessage()
    except (TypeError, ValueError, KeyError):
        return str(record.msg)


class JsonFormatter(logging.Formatter):
    """A record as one line of JSON, with the fields of an update as such."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; the time is UTC, as RFC 3339 has it."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            **getattr(record, "fields", {}),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        elif record.exc_text:
            line["exception"] = record.exc_text
        return json.dumps(line, ensure_ascii=False)


TEXT = logging.Formatter("%(asctime)s %(levelname)-7s %(name)s: %(message)s")


def set_up(level: str, style: str, *secrets: str) -> None:
    """Send the logs of `level` and above to stderr, as `style` ("text" or "json"), without `secrets`."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonFormatter() if style == "json" else TEXT)
    handler.addFilter(Redaction(*secrets))
    # Of the libraries only what is wrong: below that, SQL is logged with what people wrote, and URLs with the token.
    logging.basicConfig(
        level=max(logging.getLevelNamesMapping()[level], logging.WARNING), handlers=[handler], force=True
    )
    for name in ROOMS:
        logging.getLogger(name).setLevel(level)
    logging.captureWarnings(True)
    # Each failure reaches bot.serving or handlers.errors too; here it would be told twice, with what people wrote.
    logging.getLogger("telegram").setLevel(logging.CRITICAL + 1)
    # What tornado has to say of a request names where it came from, which leads to people.
    logging.getLogger("tornado").setLevel(logging.ERROR)
    # What Python itself would write to stderr goes through the redaction too.
    sys.excepthook = lambda *error: log.critical("ended by an error that nothing handles", exc_info=error)
    sys.unraisablehook = lambda what: log.error("an error that nothing handles", exc_info=what.exc_value)
    threading.excepthook = lambda what: log.error("a thread ended by an error", exc_info=what.exc_value)
