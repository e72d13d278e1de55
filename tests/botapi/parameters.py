"""What a call brings, and how it is refused."""

import json
from collections.abc import Mapping
from typing import Any

Json = dict[str, Any]

# Telegram reads a boolean sent as text this way, and anything else as false.
TRUE_WORDS = frozenset({"true", "yes", "1"})


class Refusal(Exception):  # noqa: N818 - no fault of this server, but its answer
    """A call that is not carried out.

    Args:
        description: what Telegram says; for code 400 without its prefix "Bad Request: ".
        code: the HTTP status, which is also the `error_code` of the answer.
        retry_after: seconds to wait before the next try, for code 429 only.
    """

    def __init__(self, description: str, *, code: int = 400, retry_after: int | None = None) -> None:
        self.description = f"Bad Request: {description}" if code == 400 else description
        self.code = code
        self.retry_after = retry_after
        super().__init__(self.description)

    def answer(self) -> Json:
        """Return the JSON object that Telegram sends for it."""
        answer: Json = {"ok": False, "error_code": self.code, "description": self.description}
        if self.retry_after is not None:
            answer["parameters"] = {"retry_after": self.retry_after}
        return answer


class Parameters:
    """The parameters of one call: text from a form or a query string, or values of any type from a JSON body."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.values = dict(values)

    def __contains__(self, name: str) -> bool:
        return self.values.get(name) is not None

    def text(self, name: str) -> str:
        """Return the parameter as text, empty if it is absent."""
        value = self.values.get(name)
        if value is None:
            return ""
        return value if isinstance(value, str) else json.dumps(value)

    def integer(self, name: str) -> int | None:
        """Return the parameter as a whole number, None if it is absent or empty; a Refusal if it is none."""
        value = self.text(name).strip()
        if not value:
            return None
        try:
            return int(value)
        except ValueError:
            # Telegram reads rubbish as 0; a bot that sends rubbish has a fault worth seeing.
            raise Refusal(f'parameter "{name}" must be an integer, not {value!r}') from None

    def boolean(self, name: str) -> bool:
        """Return the parameter as a boolean, false if it is absent."""
        return self.text(name).strip().lower() in TRUE_WORDS

    def json(self, name: str, *, label: str = "") -> Any:
        """Return the decoded parameter, None if absent or empty; a Refusal that names `label` if it is no JSON."""
        value = self.values.get(name)
        if value is None or value == "":
            return None
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError:
            raise Refusal(f"can't parse {label or name} JSON object") from None


def expect(value: object, kind: type, field: str) -> None:
    """Refuse a JSON field of the wrong type, as Telegram does; None means an absent field and passes."""
    names: dict[type, str] = {bool: "Boolean", str: "String", list: "Array", dict: "Object", int: "Number"}
    if value is not None and (not isinstance(value, kind) or (kind is int and isinstance(value, bool))):
        raise Refusal(f'field "{field}" must be of type {names[kind]}')
