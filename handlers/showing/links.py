"""Links into the bot: each fact has one that lasts as long as the fact.

https://core.telegram.org/bots/features#deep-linking
"""

from __future__ import annotations

from urllib.parse import urlencode

from telegram.helpers import create_deep_linked_url

from knowledge import Fact

FROM_INLINE = "inline_"
"""What /start gets from whoever found nothing while typing in another chat; its underscore stands in no fact's id."""


def link_to(bot: str, fact: Fact) -> str:
    """Return the address that opens `fact` in the chat with the bot of the username `bot`."""
    return create_deep_linked_url(bot, fact.id)


def share(bot: str, fact: Fact) -> str:
    """Return the address that lets send the link to `fact` to any chat, also where the bot has no inline mode."""
    return "https://t.me/share/url?" + urlencode({"url": link_to(bot, fact), "text": fact.title})
