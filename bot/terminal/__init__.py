"""The bot in a terminal: an in-process Telegram, and how its messages look there."""
