"""A small, strict Telegram Bot API server on 127.0.0.1, for tests that run a whole bot against it.

It answers as Telegram does, keeps what the bot sent, and refuses what Telegram would refuse, with Telegram's own
words. `BotApiServer` is the server and the people who talk to the bot through it.
"""

from .people import Person
from .server import BotApiServer, Call, Complaint
from .world import SentMessage

__all__ = ["BotApiServer", "Call", "Complaint", "Person", "SentMessage"]
