"""The check-up: what an operator should know before the first question comes, each with its remedy."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum
from http import HTTPStatus
from importlib.metadata import requires, version
from pathlib import Path
from typing import Any

import httpx

from bot.errors import OperatorError, describe
from bot.serving.arriving import ALLOWED_UPDATES
from bot.settings import AnySettings, Settings, TelegramSettings, load
from handlers import menu
from handlers.keeping.database import Database
from handlers.showing.wording import Wording
from knowledge import KnowledgeBase, KnowledgeError

LIBRARY = "python-telegram-bot"
PATIENCE = 10.0
"""Seconds that a call may take."""
LOOK = 5
"""Seconds for which updates are awaited, to see whether another process fetches them: it comes back sooner."""
CLOSE = timedelta(seconds=10)
"""How much the clocks may differ: Telegram's answer has taken a moment."""
FAR = timedelta(minutes=5)
"""From what difference on questions in groups look too old to be answered, or floods are seen where none are."""
RECENT = timedelta(hours=1)
"""For how long a fault at the webhook is worth a warning."""
NOT_ASKED = "not known: Telegram cannot be asked"


class State(StrEnum):
    """How a check came out."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found, and what to do about it; without a remedy there is nothing to do."""

    check: str
    state: State
    says: str
    remedy: str = ""


class RefusedError(Exception):
    """A call that Telegram refuses, by its code and description."""

    def __init__(self, code: int, description: str) -> None:
        super().__init__(description)
        self.code = code


@dataclass(slots=True)
class Telegram:
    """Calls the Bot API in the plainest way, and keeps how far its clock is from this machine's."""

    client: httpx.AsyncClient
    settings: TelegramSettings
    ahead: timedelta | None = field(default=None, init=False)
    """By how much the clock here is ahead."""

    async def call(self, method: str, **parameters: object) -> Any:
        """Return the result of a call; httpx.HTTPError or ValueError where nothing that is Telegram answers.

        Raises:
            RefusedError: Telegram answers, and refuses.
        """
        token = self.settings.bot_token.get_secret_value()
        response = await self.client.post(f"{self.settings.api_url}/bot{token}/{method}", json=parameters)
        answer = response.json()
        if not isinstance(answer, dict) or "ok" not in answer:
            raise ValueError("the answer is not Telegram's")
        if date := response.headers.get("Date"):
            self.ahead = datetime.now(UTC) - parsedate_to_datetime(date)
        if not answer["ok"]:
            raise RefusedError(int(answer.get("error_code", response.status_code)), str(answer.get("description", "")))
        return answer["result"]


async def examine(folder: Path | None = None, look: int = LOOK) -> AsyncIterator[Finding]:
    """Yield what each check finds, with the settings of the environment.

    Args:
        folder: the base, if it is not the one of the settings.
        look: the seconds for which another process that polls is looked for.
    """
    yield _library()
    settings, faults = _loaded(Settings)
    telegram, more = _loaded(TelegramSettings)
    yield _settings(faults + more)
    base: KnowledgeBase | None = None
    if folder := folder or (settings.knowledge if settings else None):
        base, finding = _base(folder)
        yield finding
    if settings:
        yield await _database(settings)
    if telegram:
        async with httpx.AsyncClient(timeout=PATIENCE) as client:
            async for finding in _telegram(Telegram(client, telegram), base, look):
                yield finding


def _loaded(kind: type[AnySettings]) -> tuple[AnySettings | None, list[str]]:
    try:
        return load(kind), []
    except OperatorError as error:
        return None, [str(error).removeprefix("settings (.env or the environment): ")]


def _settings(faults: list[str]) -> Finding:
    if faults:
        return Finding("settings", State.FAIL, "; ".join(faults), "mend them in .env or the environment")
    return Finding("settings", State.OK, "all can be read")


def _library() -> Finding:
    needed = next((line for line in requires("hld-bot") or () if line.startswith(LIBRARY)), "")
    runs, bounds = version(LIBRARY), re.findall(r"(>=|<)\s*([\d.]+)", needed)
    fits = all((_numbers(runs) >= _numbers(v)) if how == ">=" else (_numbers(runs) < _numbers(v)) for how, v in bounds)
    wanted = ",".join(how + number for how, number in bounds)
    if fits:
        return Finding("library", State.OK, f"{LIBRARY} {runs}")
    remedy = "install what is locked: pip install --require-hashes -r requirements/run.txt"
    return Finding("library", State.FAIL, f"{LIBRARY} {runs}, and {wanted} is needed", remedy)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version))


def _base(folder: Path) -> tuple[KnowledgeBase | None, Finding]:
    try:
        base = KnowledgeBase.load(folder)
    except KnowledgeError as error:
        first, *others = error.faults
        says = f"{first}" + (f" (and {len(others)} more)" if others else "")
        return None, Finding("base", State.FAIL, says, f"hldbot check --knowledge {folder} tells all")
    says = f"{len(base.edition().facts)} facts in {', '.join(base.languages)}"
    return base, Finding("base", State.OK, says)


async def _database(settings: Settings) -> Finding:
    remedy = "mend HLDBOT_DATABASE_URL, or what it names; without it answers go on, and nothing is kept"
    url = settings.database_url.get_secret_value()
    try:
        database = Database(url)
    except (ImportError, OSError) as error:
        return Finding("database", State.FAIL, describe(error), remedy)
    try:
        return Finding("database", State.OK, f"can be written to ({await database.probe()})")
    except database.faults as error:
        reason = next(iter(str(getattr(error, "orig", None) or error).splitlines()), type(error).__name__)
        return Finding("database", State.FAIL, describe(ValueError(reason)), remedy)
    finally:
        await database.close()


async def _telegram(telegram: Telegram, base: KnowledgeBase | None, look: int) -> AsyncIterator[Finding]:
    root, asked = telegram.settings.api_url, ("clock", "groups", "inline", "webhook", "menu")
    try:
        me = await telegram.call("getMe")
    except (httpx.HTTPError, ValueError) as error:
        remedy = "check the network, a proxy in the way, and TELEGRAM_API_URL"
        yield Finding("telegram", State.FAIL, f"no answer from {root} ({_reason(error)})", remedy)
        for check in ("token", *asked):
            yield Finding(check, State.WARN, NOT_ASKED)
        return
    except RefusedError as refusal:
        yield Finding("telegram", State.OK, f"{root} answers")
        remedy = "compare TELEGRAM_BOT_TOKEN with @BotFather's, and TELEGRAM_API_URL with the server"
        yield Finding("token", State.FAIL, f"refused ({refusal})", remedy)
        yield _clock(telegram)
        for check in asked[1:]:
            yield Finding(check, State.WARN, NOT_ASKED)
        return
    yield Finding("telegram", State.OK, f"{root} answers")
    yield Finding("token", State.OK, f"it is @{me.get('username')}'s")
    yield _clock(telegram)
    yield _groups(me)
    yield _inline(me)
    for check, finding in {"webhook": _webhook(telegram, look), "menu": _menu(telegram, base)}.items():
        try:
            yield await finding
        except (httpx.HTTPError, ValueError, RefusedError) as error:
            yield Finding(check, State.WARN, f"not known ({_reason(error)})", "try again")


def _reason(error: Exception) -> str:
    """Return what went wrong; the kind, too, where it comes from the network, whose words are few."""
    kind = "" if isinstance(error, RefusedError) else f"{type(error).__name__}: "
    return f"{kind}{describe(error)}"


def _clock(telegram: Telegram) -> Finding:
    if telegram.ahead is None:
        return Finding("clock", State.WARN, "not known: the server tells no time")
    off = abs(telegram.ahead)
    if off <= CLOSE:
        return Finding("clock", State.OK, "in step with Telegram's")
    says = f"{off.total_seconds():.0f} s {'ahead of' if telegram.ahead > timedelta() else 'behind'} Telegram's"
    remedy = "let the machine set its clock by the network (timedatectl set-ntp true)"
    return Finding("clock", State.FAIL if off >= FAR else State.WARN, says, remedy)


def _groups(me: Mapping[str, Any]) -> Finding:
    if not me.get("can_join_groups", True):
        return Finding(
            "groups", State.WARN, "it cannot be added to groups", "/setjoingroups at @BotFather, if it should"
        )
    if me.get("can_read_all_group_messages"):
        remedy = "/setprivacy at @BotFather, Enable; then take it out of each group and add it again"
        says = (
            "privacy mode is off: all that is written in its groups comes here, and only what is addressed is answered"
        )
        return Finding("groups", State.WARN, says, remedy)
    return Finding("groups", State.OK, "privacy mode is on: only what is addressed to it comes here")


def _inline(me: Mapping[str, Any]) -> Finding:
    if me.get("supports_inline_queries"):
        return Finding("inline", State.OK, "inline mode is on")
    return Finding("inline", State.WARN, "inline mode is off: it answers in no other chat", "/setinline at @BotFather")


async def _webhook(telegram: Telegram, look: int) -> Finding:
    """Return whether updates come the way that the settings want."""
    info = await telegram.call("getWebhookInfo")
    url, wanted = str(info.get("url", "")), telegram.settings.webhook_url
    if wanted is None:
        if url:
            remedy = "hldbot run takes it away at its start; where another process has set it, stop that one first"
            return Finding("webhook", State.WARN, "one is set, and the settings want polling", remedy)
        return await _poller(telegram, look)
    if url != wanted:
        says = "another one is set" if url else "none is set yet"
        return Finding("webhook", State.WARN, says, "hldbot run sets that of TELEGRAM_WEBHOOK_URL at its start")
    failed = datetime.fromtimestamp(info.get("last_error_date", 0), UTC)
    if datetime.now(UTC) - failed < RECENT:
        says = f"at {failed:%H:%M} UTC Telegram could not bring an update ({info.get('last_error_message')})"
        return Finding("webhook", State.WARN, says, "check the proxy, its certificate and TELEGRAM_WEBHOOK_LISTEN")
    if set(info.get("allowed_updates", ())) != set(ALLOWED_UPDATES):
        return Finding("webhook", State.WARN, "other kinds of updates are asked for", "start hldbot run anew")
    says = f"it is set; {info.get('pending_update_count', 0)} updates wait"
    if telegram.settings.webhook_secret is None:
        says += "; its secret is made anew at each start, and several processes need TELEGRAM_WEBHOOK_SECRET"
    return Finding("webhook", State.OK, says)


async def _poller(telegram: Telegram, look: int) -> Finding:
    """Return whether another process fetches the updates; nothing is confirmed by looking."""
    try:
        waiting = await telegram.call("getUpdates", timeout=look, limit=1)
    except RefusedError as refusal:
        if refusal.code != HTTPStatus.CONFLICT:
            raise
        remedy = "if that is not the bot that you run, stop it there, or get a new token from @BotFather (/revoke)"
        return Finding("polling", State.WARN, "another process fetches the updates now", remedy)
    return Finding(
        "polling", State.OK, f"no webhook is set, and nobody else polls{'; updates wait' if waiting else ''}"
    )


async def _menu(telegram: Telegram, base: KnowledgeBase | None) -> Finding:
    if base is None:
        return Finding("menu", State.WARN, "not known without a base")
    wording = Wording.load()
    behind = [code for code in base.languages if not await _is_registered(telegram, base, code, wording)]
    if behind:
        says = f"menu or descriptions differ from the base in {', '.join(behind)}"
        return Finding("menu", State.WARN, says, "hldbot run sets them, at its start and after each change of the base")
    return Finding("menu", State.OK, f"in step with the base in {', '.join(base.languages)}")


async def _is_registered(telegram: Telegram, base: KnowledgeBase, code: str, wording: Wording) -> bool:
    edition, language = base.edition(code), "" if code == base.languages[0] else code
    commands, description, short = await asyncio.gather(
        *(
            telegram.call(method, language_code=language)
            for method in ("getMyCommands", "getMyDescription", "getMyShortDescription")
        )
    )
    return bool(
        commands == [command.to_dict() for command in menu(edition, wording)]
        and description["description"] == edition.about.description
        and short["short_description"] == edition.about.short_description
    )


def is_well(findings: Iterable[Finding]) -> bool:
    """Return whether nothing keeps the bot from answering."""
    return all(finding.state is not State.FAIL for finding in findings)
