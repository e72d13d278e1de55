"""A Telegram that refuses what a test names."""

from __future__ import annotations

import json

from telegram.error import TelegramError
from telegram.request import RequestData

from bot.terminal.local import LocalTelegram


class RefusingTelegram(LocalTelegram):
    """Refuses a call of each method in `refusals` with the HTTP status and words there, or raises the error there."""

    def __init__(self) -> None:
        super().__init__()
        self.refusals: dict[str, tuple[int, str] | TelegramError] = {}

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *args: object, **kwargs: object
    ) -> tuple[int, bytes]:
        refusal = self.refusals.get(url.rpartition("/")[2])
        if isinstance(refusal, TelegramError):
            raise refusal
        if refusal:
            status, words = refusal
            return status, json.dumps({"ok": False, "error_code": status, "description": words}).encode()
        return await super().do_request(url, method, request_data, *args, **kwargs)
