"""The process on Telegram: how updates come in, in which order they are handled, and what keeps it alive."""
