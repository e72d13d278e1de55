"""Python's search for garbage, which is to look at what an update leaves and not at the base.

A full search looks at every object that there is. A base has half a million of them, and while they are looked at,
nothing is answered: a third of a second each time, and many times a minute where many questions come at once.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def staying() -> Iterator[None]:
    """Search for nothing while things are made here that stay, and never among them from then on."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def search() -> None:
    """Search all once: where something has taken the place of what was to stay, some of that is garbage now."""
    if gc.get_freeze_count():
        gc.unfreeze()
        gc.collect()
        gc.freeze()
