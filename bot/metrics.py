"""What Prometheus is told: counts and times of the whole bot, and nothing that leads to a person.

https://prometheus.io/docs/practices/naming/
"""

from __future__ import annotations

import platform
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from time import perf_counter

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest
from telegram.error import TelegramError, TimedOut

from handlers.noting import Note

MATCHING = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0)
"""Upper bounds in seconds for finding an answer, which is done in the process."""
CALLING = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
"""Upper bounds in seconds for what goes over the network, and may wait for Telegram's limits."""
LONG_POLL = "getupdates"
"""The call that waits on purpose: its time says nothing."""


class Metrics:
    """The metrics of one bot in a registry of their own."""

    def __init__(self) -> None:
        self.registry = registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        build = Gauge(
            "hldbot_build_info", "1, and which versions run.", ["version", "library", "python"], registry=registry
        )
        build.labels(version("hld-bot"), version("python-telegram-bot"), platform.python_version()).set(1)
        self._updates = Counter("hldbot_updates", "Updates that were handled.", ["kind"], registry=registry)
        self._unreadable = Counter(
            "hldbot_updates_unreadable", "Updates of a shape that is not known.", registry=registry
        )
        self._handling = Histogram(
            "hldbot_update_seconds",
            "Time from taking up an update to its end.",
            ["kind"],
            buckets=CALLING,
            registry=registry,
        )
        self._outcomes = Counter(
            "hldbot_outcomes", "What questions led to.", ["outcome", "language"], registry=registry
        )
        self._matching = Histogram(
            "hldbot_match_seconds", "Time to find an answer.", buckets=MATCHING, registry=registry
        )
        self._calls = Histogram(
            "hldbot_call_seconds", "Time that a call of Telegram takes.", ["method"], buckets=CALLING, registry=registry
        )
        self._errors = Counter(
            "hldbot_telegram_errors", "Calls of Telegram that failed, by kind.", ["kind"], registry=registry
        )
        self._updates_waiting = Gauge(
            "hldbot_updates_waiting", "Updates that came and are not handled yet.", registry=registry
        )
        self._calls_waiting = Gauge("hldbot_calls_waiting", "Calls that wait for Telegram's limits.", registry=registry)
        self._base = Gauge("hldbot_base_info", "1, and which knowledge base is live.", ["digest"], registry=registry)
        self._facts = Gauge("hldbot_base_facts", "Facts in the base that is live.", registry=registry)
        self._loaded = Gauge(
            "hldbot_base_loaded_timestamp_seconds", "When it went live, as a Unix time.", registry=registry
        )
        self._reloads = Counter("hldbot_reloads", "Newer bases, live or refused.", ["result"], registry=registry)
        self._journal = Gauge(
            "hldbot_journal_failing", "1 while the database fails and answers go on without.", registry=registry
        )
        self._is_loaded = False
        for result in ("live", "refused"):
            self._reloads.labels(result)  # stands at 0 from the start, so that the first failure shows as a rise

    def text(self) -> bytes:
        """Return all of it in the form that Prometheus reads."""
        return generate_latest(self.registry)

    def watch(self, *, updates_waiting: Callable[[], int], journal_works: Callable[[], bool]) -> None:
        """Look at these whenever the metrics are read."""
        self._updates_waiting.set_function(updates_waiting)
        self._journal.set_function(lambda: not journal_works())

    def handled(self, kind: str, seconds: float, note: Note) -> None:
        """Count an update of this kind, and what became of it."""
        self._updates.labels(kind).inc()
        self._handling.labels(kind).observe(seconds)
        if note.outcome:
            self._outcomes.labels(note.outcome, note.language or "").inc()
        if note.matching is not None:
            self._matching.observe(note.matching)

    def passed_over(self) -> None:
        """Count an update that cannot be read."""
        self._unreadable.inc()

    def base_loaded(self, digest: str, facts: int) -> None:
        """Note which base is live from now on; only those after the first count as reloads."""
        if self._is_loaded:
            self._reloads.labels("live").inc()
        self._is_loaded = True
        self._base.clear()
        self._base.labels(digest).set(1)
        self._facts.set(facts)
        self._loaded.set_to_current_time()

    def base_refused(self) -> None:
        """Count a newer base that cannot be used."""
        self._reloads.labels("refused").inc()

    @contextmanager
    def call(self, method: str) -> Iterator[Call]:
        """Time a call of the Bot API, and count it where it fails; the context takes the HTTP status."""
        call, began = Call(), perf_counter()
        try:
            yield call
        except TelegramError as error:
            self._errors.labels("timeout" if isinstance(error, TimedOut) else "network").inc()
            raise
        else:
            if call.status >= 300:
                self._errors.labels(str(call.status)).inc()
        finally:
            if method.lower() != LONG_POLL:
                self._calls.labels(method).observe(perf_counter() - began)

    def waits(self, calls: int) -> None:
        """Count so many more calls that wait, or fewer."""
        self._calls_waiting.inc(calls)


@dataclass(slots=True)
class Call:
    """A call of the Bot API, and the HTTP status of its answer."""

    status: int = 0
