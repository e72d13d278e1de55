"""The logs: a line of text or of JSON each, and the token in none of them."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime
from urllib.parse import quote

log = logging.getLogger("bot")


class Redaction(logging.Filter):
    """Takes a secret out of all that a record says: the second wall, should anything put the secret there."""

    def __init__(self, secret: str) -> None:
        super().__init__()
        self._forms = (secret, quote(secret, safe=""))

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
        """Return `text` with the secret replaced, as it is and as it stands in a URL."""
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
    """A record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; the time is UTC, as RFC 3339 has it."""
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        elif record.exc_text:
            line["exception"] = record.exc_text
        return json.dumps(line, ensure_ascii=False)


TEXT = logging.Formatter("%(asctime)s %(levelname)-7s %(name)s: %(message)s")


def set_up(level: str, style: str, secret: str) -> None:
    """Send the logs of `level` and above to stderr, as `style` ("text" or "json"), without `secret`."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonFormatter() if style == "json" else TEXT)
    handler.addFilter(Redaction(secret))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    logging.captureWarnings(True)
    for name in ("httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.WARNING)  # below, each URL is logged, and the token is in the URL
    # Each failure reaches bot.polling or handlers.errors too; here it would be told twice, with what people wrote.
    logging.getLogger("telegram").setLevel(logging.CRITICAL + 1)
    sys.excepthook = lambda *error: log.critical("ended by an error that nothing handles", exc_info=error)
