"""HTTP/1.1 as far as a Bot API client needs it: keep-alive, and parameters in each of the four forms."""

import json
from asyncio import StreamReader
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.parser import BytesParser
from email.policy import HTTP
from email.utils import formatdate
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


class MalformedRequest(ValueError):  # noqa: N818 - named as it reads where it is raised
    """What came over the connection is no HTTP request."""


@dataclass(frozen=True)
class Request:
    """One HTTP request.

    Attributes:
        path: the decoded path, without the query string.
        parameters: of the query string and the body together; an uploaded file is its name and its size in bytes.
        keep_alive: whether the client means to use the connection again.
    """

    path: str
    parameters: Mapping[str, Any]
    keep_alive: bool


@dataclass(frozen=True)
class Response:
    """One HTTP response; `drop` closes the connection without sending it, `cut` in the middle of its body."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=lambda: {"Content-Type": "application/json"})
    drop: bool = False
    cut: bool = False

    def encode(self, *, keep_alive: bool) -> bytes:
        """Return the bytes to send."""
        known = self.status in set(HTTPStatus)
        lines = [f"HTTP/1.1 {self.status} {HTTPStatus(self.status).phrase if known else 'Unknown'}"]
        lines += [f"Date: {formatdate(usegmt=True)}", *(f"{name}: {value}" for name, value in self.headers.items())]
        lines += [f"Content-Length: {len(self.body)}", f"Connection: {'keep-alive' if keep_alive else 'close'}"]
        return "\r\n".join([*lines, "", ""]).encode("latin-1") + self._sent()

    def _sent(self) -> bytes:
        return self.body[: len(self.body) // 2] if self.cut else self.body


async def read_request(reader: StreamReader, first: bytes) -> Request:
    """Return the next request on a connection.

    Args:
        reader: the connection.
        first: what was already read of the request.

    Raises:
        MalformedRequest: for anything that is not HTTP/1.1.
        asyncio.IncompleteReadError: if the client hangs up in the middle.
    """
    head = first + await reader.readuntil(b"\r\n\r\n")
    request_line, *header_lines = head.decode("latin-1").rstrip("\r\n").split("\r\n")
    try:
        _method, target, version = request_line.split(" ")
        headers = {name.strip().lower(): value.strip() for name, value in (line.split(":", 1) for line in header_lines)}
    except ValueError:
        raise MalformedRequest(request_line) from None
    if "chunked" in headers.get("transfer-encoding", ""):
        body = await _read_chunks(reader)
    else:
        body = await reader.readexactly(int(headers.get("content-length", "0")))
    address = urlsplit(target)
    return Request(
        path=unquote(address.path),
        parameters={**_form(address.query), **_body_parameters(headers.get("content-type", ""), body)},
        keep_alive=version == "HTTP/1.1" and headers.get("connection", "").lower() != "close",
    )


async def _read_chunks(reader: StreamReader) -> bytes:
    body = b""
    while size := int((await reader.readuntil(b"\r\n")).split(b";")[0], 16):
        body += await reader.readexactly(size)
        await reader.readexactly(2)
    # After the last chunk come trailers, which nobody reads, and an empty line.
    while await reader.readuntil(b"\r\n") != b"\r\n":
        pass
    return body


def _form(encoded: str) -> dict[str, Any]:
    return dict(parse_qsl(encoded, keep_blank_values=True))


def _body_parameters(content_type: str, body: bytes) -> dict[str, Any]:
    kind = content_type.split(";")[0].strip().lower()
    if not body or not kind:
        return {}
    if kind == "application/json":
        try:
            values = json.loads(body)
        except ValueError as error:
            raise MalformedRequest(f"the body is no JSON: {error}") from None
        if not isinstance(values, dict):
            raise MalformedRequest("the body is no JSON object")
        return values
    if kind == "application/x-www-form-urlencoded":
        return _form(body.decode())
    if kind == "multipart/form-data":
        return _multipart(content_type, body)
    raise MalformedRequest(f"content type {kind!r} carries no parameters")


def _multipart(content_type: str, body: bytes) -> dict[str, Any]:
    message = BytesParser(policy=HTTP).parsebytes(b"Content-Type: " + content_type.encode() + b"\r\n\r\n" + body)
    values: dict[str, Any] = {}
    for part in message.iter_parts():
        name = str(part.get_param("name", header="content-disposition"))
        payload = part.get_payload(decode=True)
        content = payload if isinstance(payload, bytes) else b""
        filename = part.get_filename()
        values[name] = {"file_name": filename, "file_size": len(content)} if filename else content.decode()
    return values
