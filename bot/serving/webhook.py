"""The webhook: Telegram brings the updates, instead of having them fetched.

https://core.telegram.org/bots/api#setwebhook
"""

from __future__ import annotations

import asyncio
import hmac
import json
import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from pydantic import SecretStr
from telegram.error import BadRequest, TelegramError
from tornado.web import stream_request_body

from bot.application import BotApplication
from bot.errors import OperatorError, describe
from bot.logs import log
from bot.serving.arriving import ALLOWED_UPDATES, MOST_WAITING, accept, waiting
from bot.serving.web import Plain, Readiness, Route

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  # the name of a header
LARGEST = 1024 * 1024
"""Bytes that an update may have; a text of 4096 characters with all its entities takes a twentieth of that."""
MOST_UPDATES = 2**63
"""What no update's id reaches: it fits into 64 bits."""
MOST_CONNECTIONS = 40
"""How many updates Telegram brings at the same time, at most."""
LOOK = 300.0
"""Seconds after which is looked again whether Telegram still has the webhook, and can reach it."""
_LENGTH = re.compile(r"\d{1,12}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where Telegram brings updates, and what it must show to be believed.

    Attributes:
        url: as Telegram calls it.
        secret: what it sends with each update.
        listen: the address, host:port, at which this process listens.
    """

    url: str
    secret: SecretStr
    listen: str

    @property
    def path(self) -> str:
        """The path of the address, which a proxy must leave as it is."""
        return urlsplit(self.url).path or "/"

    def route(self, application: BotApplication, readiness: Readiness) -> Route:
        """Return the route by which updates come to `application`."""
        secret = self.secret.get_secret_value().encode()
        return re.escape(self.path), _Door, {"bot": application, "readiness": readiness, "secret": secret}


@stream_request_body
class _Door(Plain):
    """Lets in what comes from Telegram. All is checked before the body is read; after 200 Telegram forgets it."""

    def initialize(self, bot: BotApplication, readiness: Readiness, secret: bytes) -> None:
        self._bot, self._readiness, self._secret = bot, readiness, secret
        self._body = bytearray()

    def prepare(self) -> None:
        if refusal := self._refusal():
            self.set_status(refusal)
            if refusal == HTTPStatus.FORBIDDEN:
                self.finish()
            else:
                self.write_error(refusal)

    def data_received(self, chunk: bytes) -> None:
        if self._finished:
            return
        self._body += chunk
        if len(self._body) > LARGEST:  # it was sent in chunks, and named no length
            self.set_status(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            self.write_error(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)

    async def post(self) -> None:
        """Take an update."""
        update = _update(bytes(self._body))
        if update is None:
            self.set_status(HTTPStatus.BAD_REQUEST)
            self.write_error(HTTPStatus.BAD_REQUEST)
            return
        await accept(self._bot, [update])
        self.finish()

    def _refusal(self) -> HTTPStatus | None:
        """Return why a request is not let in; what comes too early or is too much is brought again by Telegram."""
        headers = self.request.headers
        if self.request.method != "POST":
            self.set_header("Allow", "POST")
            return HTTPStatus.METHOD_NOT_ALLOWED
        if not hmac.compare_digest(headers.get(SECRET_HEADER, "").encode(), self._secret):
            return HTTPStatus.FORBIDDEN
        if headers.get("Content-Type", "").partition(";")[0].strip().lower() != "application/json":
            return HTTPStatus.UNSUPPORTED_MEDIA_TYPE
        length = headers.get("Content-Length", "0")
        if not _LENGTH.fullmatch(length):
            return HTTPStatus.BAD_REQUEST
        if int(length) > LARGEST:
            return HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        if self._readiness.why_not or waiting(self._bot) >= MOST_WAITING:
            return HTTPStatus.SERVICE_UNAVAILABLE
        return None


def _update(body: bytes) -> dict[str, Any] | None:
    """Return what `body` holds, if that is an update of any shape."""
    try:
        update = json.loads(body)
    except (ValueError, RecursionError):
        return None
    number = update.get("update_id") if isinstance(update, dict) else None
    return update if type(number) is int and 0 <= number < MOST_UPDATES else None


async def announce(application: BotApplication, webhook: Webhook) -> None:
    """Tell Telegram where to bring updates.

    Raises:
        OperatorError: Telegram does not take the address.
        TelegramError: it could not be told.
    """
    try:
        await application.bot.set_webhook(
            webhook.url,
            secret_token=webhook.secret.get_secret_value(),
            allowed_updates=ALLOWED_UPDATES,
            max_connections=MOST_CONNECTIONS,
            drop_pending_updates=False,
        )
    except BadRequest as refusal:
        raise OperatorError(f"Telegram refuses the webhook ({describe(refusal)}); mend TELEGRAM_WEBHOOK_URL") from None


async def keep(application: BotApplication, webhook: Webhook, pause: float = LOOK) -> None:
    """See to it that Telegram has the webhook, and say so where it cannot reach it, until cancelled."""
    last_error = None
    while True:
        await asyncio.sleep(pause)
        try:
            info = await application.bot.get_webhook_info()
            if info.url != webhook.url:
                log.warning("Telegram has lost the webhook: another process polls or has set its own; it is set again")
                await announce(application, webhook)
            elif info.last_error_date and info.last_error_date != last_error:
                last_error = info.last_error_date
                log.warning(
                    "Telegram could not bring an update at %s: %s; %d wait there",
                    last_error.isoformat(),
                    info.last_error_message,
                    info.pending_update_count,
                )
        except TelegramError as error:
            log.warning("cannot look after the webhook: %s; next attempt in %.0f s", describe(error), pause)
