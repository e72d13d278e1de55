"""The webhook: updates are brought to the bot, again and again until it takes them."""

import asyncio
import re
import time
from typing import Self
from urllib.parse import urlsplit

import httpx

from .parameters import Json, Parameters, Refusal
from .polling import checked_kinds
from .updates import DEFAULT_KINDS
from .world import World

MOST_CONNECTIONS = 100
PAUSE = 0.05
"""Seconds between two attempts to bring an update; Telegram takes longer ones."""
SECONDS = 60.0
"""How long the bot may take to answer."""


def set_webhook(world: World, parameters: Parameters) -> bool:
    """Let updates go to an address: over https, or on this machine as a server of one's own allows it."""
    url, secret = parameters.text("url"), parameters.text("secret_token")
    place = urlsplit(url)
    if url and place.scheme != "https" and place.hostname != "127.0.0.1":
        raise Refusal("bad webhook: An HTTPS URL must be provided for webhook")
    if secret and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret):
        raise Refusal("secret token contains unallowed characters")
    connections = parameters.integer("max_connections") or 40
    if not 1 <= connections <= MOST_CONNECTIONS:
        raise Refusal("bad webhook: max_connections is out of range")
    if (kinds := parameters.json("allowed_updates")) is not None:
        world.updates.kinds = checked_kinds(kinds, strict=world.strict) or DEFAULT_KINDS
    if parameters.boolean("drop_pending_updates"):
        world.updates.waiting.clear()
    world.webhook, world.webhook_secret, world.webhook_connections = url, secret, connections
    world.webhook_error = {}
    world.changes.announce()
    return True


def get_webhook_info(world: World, _parameters: Parameters) -> Json:
    """Return where updates go instead of to getUpdates."""
    info = {"url": world.webhook, "has_custom_certificate": False, "pending_update_count": len(world.updates.waiting)}
    return info | world.webhook_error


def delete_webhook(world: World, parameters: Parameters) -> bool:
    """Let updates go to getUpdates again."""
    world.webhook = ""
    if parameters.boolean("drop_pending_updates"):
        world.updates.waiting.clear()
    return True


class Deliveries:
    """Brings updates to a webhook on this machine; an async context manager that does so while it is open.

    Attributes:
        statuses: of all answers of the bot, in their order.
        losing: how many of the bot's next answers are lost on their way, so that the same update comes again.
    """

    def __init__(self, world: World) -> None:
        self.statuses: list[int] = []
        self.losing = 0
        self._world = world
        self._under_way: dict[int, asyncio.Task[None]] = {}

    async def __aenter__(self) -> Self:
        self._client = httpx.AsyncClient(trust_env=False, timeout=SECONDS)
        self._deliver = asyncio.create_task(self._deliver_all())
        return self

    async def __aexit__(self, *_: object) -> None:
        tasks = [self._deliver, *self._under_way.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._client.aclose()

    async def _deliver_all(self) -> None:
        while True:
            changed = self._world.changes.next
            if self._world.webhook.startswith("http://127.0.0.1"):
                for update in list(self._world.updates.waiting):
                    if len(self._under_way) < self._world.webhook_connections:
                        self._begin(update)
            await changed.wait()

    def _begin(self, update: Json) -> None:
        number = update["update_id"]
        if number not in self._under_way:
            self._under_way[number] = asyncio.create_task(self._bring(update))
            self._under_way[number].add_done_callback(lambda _: self._end(number))

    def _end(self, number: int) -> None:
        del self._under_way[number]
        self._world.changes.announce()

    async def _bring(self, update: Json) -> None:
        """Bring one update; where it is not taken it waits on, and comes again."""
        world = self._world
        headers = {"X-Telegram-Bot-Api-Secret-Token": world.webhook_secret} if world.webhook_secret else {}
        try:
            response = await self._client.post(world.webhook, json=update, headers=headers)
        except httpx.HTTPError:
            reason = "Connection refused"
        else:
            self.statuses.append(response.status_code)
            reason = f"Wrong response from the webhook: {response.status_code} {response.reason_phrase}"
            if response.is_success and self.losing:
                self.losing -= 1
                reason = "Read timeout expired"
            elif response.is_success:
                world.updates.waiting = [other for other in world.updates.waiting if other is not update]
                return
        world.webhook_error = {"last_error_date": int(time.time()), "last_error_message": reason}
        await asyncio.sleep(PAUSE)
