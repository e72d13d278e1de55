"""A part of the bot that is fed with anything."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hypothesis.strategies import SearchStrategy


@dataclass(frozen=True, slots=True)
class Target:
    """A part of the bot, what it is fed with, and what must hold whatever that is."""

    name: str
    inputs: SearchStrategy[Any]
    check: Callable[[Any], None]
    """Raises where something does not hold."""
    share: int
    """How many of a thousand inputs it gets: more where an input costs little."""
