"""The settings: the environment, or `.env` in the current folder."""

from __future__ import annotations

import re
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import AfterValidator, BeforeValidator, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.errors import OperatorError
from knowledge import BASE

_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]{30,}", re.ASCII)
_ROOT = re.compile(r"(?P<scheme>https?)://(?P<host>[\w.-]+|\[[\da-fA-F:]+\])(?::\d{1,5})?(?:/[\w./-]*)?", re.ASCII)
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


def _database(url: SecretStr) -> SecretStr:
    if not url.get_secret_value().startswith("sqlite+aiosqlite://"):
        raise ValueError("is not an address of a database; write it like sqlite+aiosqlite:///hldbot.sqlite3")
    return url


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class Settings(BaseSettings):
    """What every command reads."""

    model_config = _COMMON | SettingsConfigDict(env_prefix="HLDBOT_")

    knowledge: Path = BASE
    database_url: Annotated[SecretStr, AfterValidator(_database)] = SecretStr("sqlite+aiosqlite:///hldbot.sqlite3")
    log_level: Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR"], BeforeValidator(str.upper)] = "INFO"
    log_format: Annotated[Literal["text", "json"], BeforeValidator(str.lower)] = "text"


class TelegramSettings(BaseSettings):
    """What only a bot on Telegram needs."""

    model_config = _COMMON | SettingsConfigDict(env_prefix="TELEGRAM_")

    bot_token: Annotated[SecretStr, AfterValidator(_token)]
    api_url: Annotated[str, AfterValidator(_api_url)] = "https://api.telegram.org"


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
