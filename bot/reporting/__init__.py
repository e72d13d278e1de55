"""What editors and operators are told of how the bot is used: figures, charts, and a page of both."""
