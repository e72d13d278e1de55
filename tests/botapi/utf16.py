"""Lengths and offsets in UTF-16 code units, the unit of every offset in the Bot API."""


def units(text: str) -> int:
    """Return the length of a text in UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def part(text: str, offset: int, length: int) -> str:
    """Return the part of a text that an entity covers; offset and length in UTF-16 code units."""
    encoded = text.encode("utf-16-le", "surrogatepass")
    return encoded[2 * offset : 2 * (offset + length)].decode("utf-16-le", "surrogatepass")
