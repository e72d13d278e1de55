"""The flood limits of Telegram's FAQ for bots (core.telegram.org/bots/faq, "my bot is hitting limits")."""

import math
from collections import defaultdict, deque
from collections.abc import Callable

from .parameters import Json, Refusal

OVERALL_PER_SECOND = 30
GROUP_PER_MINUTE = 20
CHAT_PER_SECOND = 1.0
# "Short bursts that go over this limit" are tolerated; how short is not said.
CHAT_BURST = 3


class RateLimits:
    """Counts messages and refuses those that come too fast.

    Args:
        clock: the time in seconds; only differences count.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._overall: deque[float] = deque()
        self._groups: dict[int, deque[float]] = defaultdict(deque)
        # The allowance of a chat, 0 to CHAT_BURST, and when it was last reckoned.
        self._allowances: dict[int, tuple[float, float]] = {}

    def admit(self, chat: Json) -> None:
        """Count one message to a chat, or raise a Refusal with code 429; what is refused does not count."""
        now = self._clock()
        waits = [self._wait(self._overall, now, span=1.0, most=OVERALL_PER_SECOND)]
        is_group = chat["type"] in {"group", "supergroup"}
        if is_group:
            waits.append(self._wait(self._groups[chat["id"]], now, span=60.0, most=GROUP_PER_MINUTE))
        allowance, reckoned = self._allowances.get(chat["id"], (float(CHAT_BURST), now))
        allowance = min(CHAT_BURST, allowance + (now - reckoned) * CHAT_PER_SECOND)
        waits.append(0.0 if allowance >= 1 else (1 - allowance) / CHAT_PER_SECOND)
        if longest := max(waits):
            seconds = max(1, math.ceil(longest))
            raise Refusal(f"Too Many Requests: retry after {seconds}", code=429, retry_after=seconds)
        self._overall.append(now)
        if is_group:
            self._groups[chat["id"]].append(now)
        self._allowances[chat["id"]] = (allowance - 1, now)

    @staticmethod
    def _wait(times: deque[float], now: float, *, span: float, most: int) -> float:
        while times and now - times[0] >= span:
            times.popleft()
        return times[0] + span - now if len(times) >= most else 0.0
