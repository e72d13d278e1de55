"""Calls of Telegram: kept within its limits, made again where they fail, and measured."""
