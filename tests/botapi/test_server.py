"""The server over HTTP: addresses, tokens, forms of parameters, faults and flood limits."""

import asyncio

import httpx
import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, Message
from telegram.request import HTTPXRequest

from . import BotApiServer, faults
from .conftest import Api
from .faults import Fault
from .limits import RateLimits
from .parameters import Refusal


@pytest.mark.parametrize(
    ("path", "code", "description"),
    [
        ("/bot{token}/getme", 200, None),
        ("/bot{token}/GETME", 200, None),
        ("/bot{token}/getYou", 404, "Not Found"),
        ("/bot{token}x/getMe", 401, "Unauthorized"),
        ("/botnonsense/getMe", 404, "Not Found"),
        ("/", 404, "Not Found"),
    ],
)
async def test_token_and_method_stand_in_the_path(
    server: BotApiServer, client: httpx.AsyncClient, path: str, code: int, description: str | None
) -> None:
    response = await client.get(server.url + path.format(token=server.token))
    assert (response.status_code, response.json().get("description")) == (code, description)


async def test_parameters_come_in_each_of_the_four_forms(server: BotApiServer, client: httpx.AsyncClient) -> None:
    address = f"{server.url}/bot{server.token}/sendMessage"
    message = {"chat_id": str(server.group("Group").id), "text": "é&ü"}
    responses = [
        await client.get(address, params=message),
        await client.post(address, data=message),
        await client.post(address, json=message),
        await client.post(address, data=message, files={"unused": b"x"}),
    ]
    assert [response.json()["result"]["text"] for response in responses] == ["é&ü"] * 4


async def test_what_is_refused_is_kept_as_a_complaint(server: BotApiServer, api: Api) -> None:
    await api.refusal("sendMessage", chat_id=1, text="x")
    [complaint], [call] = server.complaints, server.called("sendMessage")
    assert (complaint.code, complaint.description) == (400, "Bad Request: chat not found")
    assert call.answer is not None
    assert not call.answer["ok"]


@pytest.mark.parametrize(
    ("fault", "status", "start"),
    [
        (faults.flood(7), 429, '{"ok": false, "error_code": 429'),
        (faults.unauthorized(), 401, '{"ok": false, "error_code": 401'),
        (faults.page(502), 502, "<html>"),
        (faults.garbage(), 200, '{"ok":true,"result":'),
    ],
)
async def test_an_ordered_fault_meets_the_next_call_only(
    server: BotApiServer, client: httpx.AsyncClient, fault: Fault, status: int, start: str
) -> None:
    server.order(fault, "getMe")
    address = f"{server.url}/bot{server.token}"
    assert (await client.get(f"{address}/getMyCommands")).status_code == 200
    response = await client.get(f"{address}/getMe")
    assert (response.status_code, response.text[: len(start)]) == (status, start)
    assert (await client.get(f"{address}/getMe")).status_code == 200
    assert server.complaints == []


async def test_a_call_can_be_dropped_or_held(server: BotApiServer, api: Api) -> None:
    server.order(faults.drop())
    with pytest.raises(httpx.RemoteProtocolError):
        await api.result("getMe")
    hold = server.hold("getMe")
    call = asyncio.create_task(api.result("getMe"))
    await hold.reached.wait()
    assert server.called("getMe")[1:] == []
    hold.released.set()
    assert (await call)["is_bot"]


async def test_python_telegram_bot_understands_the_answers(server: BotApiServer) -> None:
    """What the library reads here it reads from Telegram too."""
    anna = server.person("Anna")
    request = HTTPXRequest(httpx_kwargs={"trust_env": False})
    async with Bot(server.token, f"{server.url}/bot", request=request) as bot:
        anna.say("/start")
        [update] = await bot.get_updates()
        assert update.message
        keyboard = InlineKeyboardMarkup.from_button(InlineKeyboardButton("More", callback_data="m"))
        sent = await bot.send_message(anna.private.id, "<b>x</b>", "HTML", reply_markup=keyboard)
        assert sent.text_html == "<b>x</b>"
        edited = await bot.edit_message_text("y", sent.chat_id, sent.message_id)
        assert isinstance(edited, Message)
        assert edited.edit_date
        assert (await bot.send_photo(anna.private.id, b"a picture", "x")).photo[0].file_size == 9
        quiz = await bot.send_poll(anna.private.id, "When?", ["2006", "2013"], type="quiz", correct_option_ids=[0])
        assert quiz.poll
        await bot.set_my_commands([("help", "What I can do")], language_code="fr")
        [command] = await bot.get_my_commands(language_code="fr")
        assert command.command == "help"
    assert server.complaints == []


async def test_flood_limits_hold_where_they_are_wanted(client: httpx.AsyncClient) -> None:
    async with BotApiServer(rate_limits=True) as server:
        message = {"chat_id": server.group("Group").id, "text": "x"}
        for _ in range(3):
            await Api(server, client).result("sendMessage", **message)
        assert "Too Many Requests: retry after" in await Api(server, client).refusal("sendMessage", **message)


def test_a_group_takes_twenty_messages_a_minute() -> None:
    now = 0.0
    limits = RateLimits(lambda: now)
    for second in range(20):
        now = float(second)
        limits.admit({"id": -1, "type": "group"})
    with pytest.raises(Refusal, match="retry after 41"):
        limits.admit({"id": -1, "type": "group"})
    limits.admit({"id": 1, "type": "private"})
