"""Which addresses Telegram takes for a link, and how it writes them down."""

import re
from urllib.parse import urlsplit

# Links into the apps themselves are not checked any further than their scheme.
APP_SCHEMES = frozenset({"tg", "ton", "tonsite"})
_HOST = re.compile(r"[^\s/?#@:\\<>\"]+", re.ASCII | re.IGNORECASE)
_MENTION = re.compile(r"tg://user/?\?id=(\d+)", re.IGNORECASE)


class InvalidLink(ValueError):  # noqa: N818 - named as it reads where it is raised
    """An address that Telegram does not take; the text is Telegram's."""


def checked_link(address: str) -> str:
    """Return the link as Telegram keeps it: with a scheme, the host in lower case, and a path.

    Args:
        address: as the bot wrote it; without a scheme it is read as http.

    Raises:
        InvalidLink: "URL '…' is invalid: …", with the reason.
    """

    def invalid(reason: str) -> InvalidLink:
        return InvalidLink(f"URL '{address}' is invalid: {reason}")

    wanted = address.strip()
    if not wanted:
        raise invalid("URL host is empty")
    scheme, separator, rest = wanted.partition("://")
    if not separator:
        scheme, rest = "http", wanted
    scheme = scheme.lower()
    if scheme in APP_SCHEMES:
        return f"{scheme}://{rest}"
    if scheme not in {"http", "https"}:
        raise invalid("Unsupported URL protocol")
    try:
        parts = urlsplit(f"{scheme}://{rest}")
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise invalid("Wrong HTTP URL") from None
    if not host:
        raise invalid("URL host is empty")
    if "." not in host.strip(".") or not _HOST.fullmatch(host) or " " in rest:
        raise invalid("Wrong HTTP URL")
    login = f"{parts.netloc.rpartition('@')[0]}@" if "@" in parts.netloc else ""
    place = f"{login}{host}{f':{port}' if port else ''}"
    return parts._replace(scheme=scheme, netloc=place, path=parts.path or "/").geturl()


def mentioned_user(address: str) -> int | None:
    """Return the id of the user that a tg://user link names, None for any other link."""
    found = _MENTION.fullmatch(address.strip())
    return int(found[1]) if found else None
