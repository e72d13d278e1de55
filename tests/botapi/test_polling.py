"""getUpdates: offsets, limits, long polls, kinds of updates, and two pollers."""

import asyncio

import httpx
import pytest

from . import BotApiServer
from .conftest import Api


async def test_an_update_stays_until_a_higher_offset_confirms_it(server: BotApiServer, api: Api) -> None:
    anna = server.person("Anna")
    anna.say("one")
    anna.say("two")
    first, second = await api.result("getUpdates")
    assert await api.result("getUpdates", limit=1) == [first]
    assert await api.result("getUpdates", offset=second["update_id"]) == [second]
    assert await api.result("getUpdates") == [second]
    assert await api.result("getUpdates", offset=second["update_id"] + 1) == []


async def test_a_negative_offset_counts_from_the_end(server: BotApiServer, api: Api) -> None:
    anna = server.person("Anna")
    anna.say("one")
    anna.say("two")
    [update] = await api.result("getUpdates", offset=-1)
    assert update["message"]["text"] == "two"


async def test_a_long_poll_ends_with_the_first_update(server: BotApiServer, api: Api) -> None:
    poll = asyncio.create_task(api.result("getUpdates", timeout=50))
    await server.wait_for(lambda: server.world.updates.is_polled)
    server.person("Anna").say("one")
    assert len(await poll) == 1


async def test_a_second_poller_ends_the_first(server: BotApiServer, api: Api) -> None:
    poll = asyncio.create_task(api.refusal("getUpdates", timeout=50))
    await server.wait_for(lambda: server.world.updates.is_polled)
    assert await api.result("getUpdates") == []
    assert "Conflict: terminated by other getUpdates request" in await poll
    assert [complaint.code for complaint in server.complaints] == [409]


async def test_a_poller_that_hung_up_is_none(server: BotApiServer, api: Api) -> None:
    """A client that gives up a long poll and comes back is not in conflict with itself."""
    with pytest.raises(httpx.ReadTimeout):
        async with httpx.AsyncClient(trust_env=False, timeout=0.1) as hasty:
            await Api(server, hasty).result("getUpdates", timeout=50)
    server.person("Anna").say("one")
    assert len(await api.result("getUpdates", timeout=50)) == 1
    assert server.complaints == []


async def test_only_kinds_that_were_asked_for_come(server: BotApiServer, api: Api) -> None:
    anna = server.person("Anna")
    await api.result("getUpdates", allowed_updates=["edited_message"])
    anna.edit(anna.say("one"), "two")
    await api.result("getUpdates", allowed_updates=[])
    anna.say("three")
    assert [list(update)[1] for update in await api.result("getUpdates")] == ["edited_message", "message"]
    assert await api.refusal("getUpdates", allowed_updates=["mesage"]) == "unknown kinds of updates: mesage"


async def test_a_webhook_must_go_before_polling(server: BotApiServer, api: Api) -> None:
    server.world.webhook = "https://example.org/"
    server.person("Anna").say("one")
    assert (await api.result("getWebhookInfo"))["pending_update_count"] == 1
    assert "Conflict: can't use getUpdates method while webhook is active" in await api.refusal("getUpdates")
    assert await api.result("deleteWebhook", drop_pending_updates=True)
    assert await api.result("getUpdates") == []
