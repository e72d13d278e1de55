"""The base that answers, and how a newer one takes its place while the process runs.

A newer base is loaded in a thread, whole, and answers only if it has no fault; until then, and where it has, the last
good one goes on. A process of its own would load beside the answers, not between them; but what it loads must come over
as bytes, and to read those stops every answer for longer than the thread does (measured on 307 facts in three
languages), and it could not take over from the base before what has not changed.
"""

from __future__ import annotations

import asyncio
import gc
import os
import sys
import threading
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import aclosing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import Enum, auto
from pathlib import Path
from typing import NamedTuple

from watchfiles import awatch

from knowledge.answering import KnowledgeBase
from knowledge.errors import Fault, KnowledgeError
from knowledge.snapshot import digest, stamp

TURN = 0.0005
"""Seconds for which the loading thread may keep answers waiting at a time."""

Load = Callable[[Path, KnowledgeBase | None], KnowledgeBase]
"""Loads the base in a folder, quicker where it is given the one before."""


class Pauses(NamedTuple):
    """How long is waited for what, in seconds."""

    quiet: float = 0.2
    """For nothing to change before a folder is read: an editor writes a file in steps, git many files."""
    doubt: float = 1.0
    """Before a folder with faults is read again, and they are believed: it may have been half written."""
    glance: float = 2.0
    """Between two looks at the files where the system tells of no change, as over a network."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Which base answers, and what keeps a newer one from it."""

    knowledge: KnowledgeBase
    version: str
    """A mark of the files that it was read from."""
    since: datetime
    """When it began to answer, in UTC."""
    faults: tuple[Fault, ...] = ()
    """What is wrong with the files as they are now; empty where they are the ones that answer."""


class Outcome(Enum):
    """What came of looking for a newer base."""

    UNCHANGED = auto()
    """There is none."""
    SWAPPED = auto()
    """It answers now."""
    BROKEN = auto()
    """It has faults, and does not answer."""
    RESTORED = auto()
    """There was one with faults, and the files are again those of the base that answers."""


@dataclass(frozen=True, slots=True)
class Reload:
    """What came of looking for a newer base, and which one answers now."""

    outcome: Outcome
    standing: Standing


class LiveBase:
    """The last good base of a folder. Everything here runs in one event loop, but for the loading."""

    def __init__(
        self,
        folder: Path,
        knowledge: KnowledgeBase,
        version: str,
        load: Load = KnowledgeBase.load,
        pauses: Pauses | None = None,
    ) -> None:
        """Take a base that was loaded.

        Args:
            folder: where it was loaded from.
            knowledge: the base.
            version: the digest of the folder when it was loaded.
            load: loads a newer one, given this one.
            pauses: how long is waited for what.
        """
        self.folder = folder
        self.standing = Standing(knowledge, version, datetime.now(UTC))
        self.listeners: list[Callable[[Reload], None]] = []
        """Called in the event loop with what came of each look, as soon as a newer base is to answer."""
        self._load = load
        self._pauses = pauses or Pauses()
        self._refused = ""
        """The digest of the files that have the faults."""
        self._turn = asyncio.Lock()

    @classmethod
    def open(cls, folder: Path, load: Load = KnowledgeBase.load, pauses: Pauses | None = None) -> LiveBase:
        """Return the base in `folder`; KnowledgeError, with every fault, where it cannot be used."""
        version = digest(folder)  # before it is loaded: what changes in between is found at the first look
        return cls(folder, load(folder, None), version, load, pauses)

    async def reload(self) -> Reload:
        """Look for a newer base, and let it answer if it has no fault; several who ask at once take turns."""
        async with self._turn:
            reload = await self._look()
            self.standing = reload.standing
            for listener in self.listeners:
                listener(reload)
            return reload

    async def watch(self) -> None:
        """Reload at the first and after each change of the folder, until cancelled."""
        async with aclosing(self._changes()) as changes:
            async for _ in changes:
                await self.reload()

    async def _look(self) -> Reload:
        now = self.standing
        while True:
            version = await self._at_rest()
            if version == now.version:
                outcome = Outcome.RESTORED if now.faults else Outcome.UNCHANGED
                self._refused = ""
                return Reload(outcome, replace(now, faults=()))
            if version == self._refused:
                return Reload(Outcome.BROKEN, now)
            loaded = await asyncio.to_thread(self._attempt)
            if isinstance(loaded, tuple):
                await asyncio.sleep(self._pauses.doubt)
            if version != await asyncio.to_thread(digest, self.folder):
                continue  # it changed while it was read, so that what was read may be of both
            if isinstance(loaded, tuple):
                self._refused = version
                return Reload(Outcome.BROKEN, replace(now, faults=loaded))
            self._refused = ""
            return Reload(Outcome.SWAPPED, Standing(loaded, version, datetime.now(UTC)))

    async def _at_rest(self) -> str:
        """Return the digest of the folder, when it has been the same for a while."""
        before = ""
        while (version := await asyncio.to_thread(digest, self.folder)) != before:
            before = version
            await asyncio.sleep(self._pauses.quiet)
        return version

    def _attempt(self) -> KnowledgeBase | tuple[Fault, ...]:
        """Return the base in the folder, or what is wrong with it."""
        try:
            with giving_way():
                return self._load(self.folder, self.standing.knowledge)
        except KnowledgeError as error:
            return tuple(error.faults)
        except Exception as error:  # whatever an edit brings about, the base before it goes on answering
            reason = f"the base cannot be loaded ({type(error).__name__}: {error}); take back the last change"
            return (Fault(str(self.folder), 1, 1, reason),)

    async def _changes(self) -> AsyncGenerator[None, None]:
        """Yield at once, and then whenever the files look other than before."""
        seen = None
        async with aclosing(self._looks()) as looks:
            async for _ in looks:
                now = await asyncio.to_thread(stamp, self.folder)
                if now != seen:
                    seen = now
                    yield

    async def _looks(self) -> AsyncGenerator[None, None]:
        """Yield when it is time to look: where the system tells of a change, and now and then."""
        glance = int(1000 * self._pauses.glance)
        while True:
            yield
            place = _place(self.folder)
            if place is None:
                await asyncio.sleep(self._pauses.glance)
                continue
            try:
                # Without a filter: the library's own leaves out folders such as .venv, where the base may be installed.
                waiting = awatch(
                    self.folder,
                    watch_filter=None,
                    debounce=glance,
                    rust_timeout=glance,
                    yield_on_timeout=True,
                    ignore_permission_denied=True,
                )
                async with aclosing(waiting):
                    async for _ in waiting:
                        yield
                        if _place(self.folder) != place:
                            break  # another folder of this name, which is not watched yet
            except (OSError, RuntimeError):  # the system can watch no more folders, or this one has just gone
                await asyncio.sleep(self._pauses.glance)


class _Workers:
    """Those who work long in a thread beside the ones that answer, and what was usual before the first began."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._count = 0
        self._turn = 0.0
        self._collects = True

    def begin(self) -> None:
        with self._lock:
            if not self._count:
                self._turn, self._collects = sys.getswitchinterval(), gc.isenabled()
                sys.setswitchinterval(TURN)
                gc.disable()
            self._count += 1

    def end(self) -> None:
        with self._lock:
            self._count -= 1
            if not self._count:
                sys.setswitchinterval(self._turn)
                if self._collects:
                    gc.enable()


_WORKERS = _Workers()


@contextmanager
def giving_way() -> Iterator[None]:
    """Let other threads have their turn often, and take out no garbage, which would stop them all.

    What works long in a thread beside those that answer does it here; several may at the same time.
    """
    _WORKERS.begin()
    try:
        yield
    finally:
        _WORKERS.end()


def _place(folder: Path) -> tuple[int, int] | None:
    """Return what tells a folder from another one of the same name; None where there is none."""
    try:
        found = os.stat(folder)
    except OSError:
        return None
    return found.st_dev, found.st_ino
