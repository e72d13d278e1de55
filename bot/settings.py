"""The settings: the environment, or `.env` in the current folder."""

from __future__ import annotations

import re
from importlib.util import find_spec
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.calling.limits import OVERALL
from bot.errors import OperatorError
from knowledge import BASE

MOST_SENDS = 100_000
"""Messages a second, more than Telegram grants to anyone: a local server may."""
_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]{30,}", re.ASCII)
_DATABASES = ("sqlite+aiosqlite://", "postgresql+asyncpg://")
_ROOT = re.compile(
    r"(?P<scheme>https?)://(?P<host>[\w.-]+|\[[\da-fA-F:]+\])(?::\d{1,5})?(?P<path>/[\w./-]*)?", re.ASCII
)
_LISTEN = re.compile(r"(?:[\w.-]+|\[[\da-fA-F:]+\]):(?P<port>\d{1,5})", re.ASCII)
_SECRET = re.compile(r"[A-Za-z0-9_-]{16,256}", re.ASCII)
_COMMON = SettingsConfigDict(env_file=".env", env_file_encoding="utf-8-sig", env_ignore_empty=True, extra="ignore")


def _token(token: SecretStr) -> SecretStr:
    if not _TOKEN.fullmatch(token.get_secret_value()):
        raise ValueError(
            "is not a token; copy it whole from @BotFather, such as 123456789:AAE… (35 characters after the colon)"
        )
    return token


def _api_url(url: str) -> str:
    match = _ROOT.fullmatch(url)
    if not match:
        raise ValueError("is not the root of a server; write it like https://api.telegram.org or http://127.0.0.1:8081")
    if match["scheme"] == "http" and not _is_loopback(match["host"].strip("[]")):
        raise ValueError("would send the token unencrypted to another machine; use https, or a server on 127.0.0.1")
    return url.rstrip("/")


def _webhook_url(url: str) -> str:
    match = _ROOT.fullmatch(url)
    if not match:
        raise ValueError("is not the address of a webhook; write it like https://bot.example.org/telegram")
    if match["scheme"] == "http" and not _is_loopback(match["host"].strip("[]")):
        raise ValueError("must begin with https: Telegram calls nothing else (a server on 127.0.0.1 does)")
    if match["path"] in ("/healthz", "/readyz"):
        raise ValueError("must have another path: this one tells whether the bot is well")
    return url


def _webhook_secret(secret: SecretStr) -> SecretStr:
    if not _SECRET.fullmatch(secret.get_secret_value()):
        raise ValueError("is no secret that Telegram takes; write 16 to 256 of A-Z, a-z, 0-9, _ and -")
    return secret


def _listen(address: str) -> str:
    match = _LISTEN.fullmatch(address)
    if not match or int(match["port"]) > 65535:
        raise ValueError("is not an address to listen at; write it like 127.0.0.1:8080 or [::1]:8080")
    return address


def _database(url: SecretStr) -> SecretStr:
    value = url.get_secret_value()
    if not value.startswith(_DATABASES) or not _is_address(value):
        raise ValueError(
            "is not an address of a database; write it like sqlite+aiosqlite:///hldbot.sqlite3"
            " or postgresql+asyncpg://user:password@host/database"
        )
    if value.startswith("postgresql") and find_spec("asyncpg") is None:
        raise ValueError("names a PostgreSQL, which needs asyncpg; install it with: pip install 'hld-bot[postgresql]'")
    return url


def _is_address(url: str) -> bool:
    from sqlalchemy.engine import make_url  # most commands need no database
    from sqlalchemy.exc import ArgumentError

    try:
        address = make_url(url)
    except (ArgumentError, ValueError):
        return False
    return bool(address.database) or address.get_backend_name() == "sqlite"


def _ids(listed: object) -> object:
    """Return the numbers that a text lists, and anything else as it is."""
    if not isinstance(listed, str):
        return listed
    ids = [each.strip() for each in listed.split(",") if each.strip()]
    if not all(each.isascii() and each.isdecimal() for each in ids):
        raise ValueError("is not a list of user ids; write them like 123456789, 987654321")
    return frozenset(map(int, ids))


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class Settings(BaseSettings):
    """What every command reads."""

    model_config = _COMMON | SettingsConfigDict(env_prefix="HLDBOT_")

    knowledge: Path = BASE
    admins: Annotated[frozenset[int], NoDecode, BeforeValidator(_ids)] = frozenset()
    corrections: bool = True
    database_url: Annotated[SecretStr, AfterValidator(_database)] = SecretStr("sqlite+aiosqlite:///hldbot.sqlite3")
    log_level: Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR"], BeforeValidator(str.upper)] = "INFO"
    log_format: Annotated[Literal["text", "json"], BeforeValidator(str.lower)] = "text"
    sends_per_second: Annotated[int, Field(ge=1, le=MOST_SENDS)] = OVERALL
    metrics_listen: Annotated[str, AfterValidator(_listen)] | None = None


class TelegramSettings(BaseSettings):
    """What only a bot on Telegram needs."""

    model_config = _COMMON | SettingsConfigDict(env_prefix="TELEGRAM_")

    bot_token: Annotated[SecretStr, AfterValidator(_token)]
    api_url: Annotated[str, AfterValidator(_api_url)] = "https://api.telegram.org"
    webhook_url: Annotated[str, AfterValidator(_webhook_url)] | None = None
    webhook_secret: Annotated[SecretStr, AfterValidator(_webhook_secret)] | None = None
    webhook_listen: Annotated[str, AfterValidator(_listen)] = "127.0.0.1:8080"


AnySettings = TypeVar("AnySettings", bound=BaseSettings)


def load(kind: type[AnySettings]) -> AnySettings:
    """Return the settings of `kind`; OperatorError, which names each setting that is wrong and never its value."""
    try:
        return kind()
    except ValidationError as error:
        prefix = kind.model_config["env_prefix"]
        faults = [
            f"{prefix}{fault['loc'][0]}".upper() + f" {_remedy(fault['type'], fault['msg'])}"
            for fault in error.errors()
        ]
        raise OperatorError("settings (.env or the environment): " + "; ".join(faults)) from None
    except (OSError, UnicodeDecodeError) as error:
        raise OperatorError(f".env cannot be read ({error}); mend the file or its permissions") from None


def _remedy(kind: str, message: str) -> str:
    match kind:
        case "missing":
            return "is not set; copy .env.example to .env and fill it in"
        case "value_error":
            return message.removeprefix("Value error, ")
        case _:
            return f"is wrong: {message[:1].lower()}{message[1:]}"
