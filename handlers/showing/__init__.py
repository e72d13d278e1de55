"""What is shown of facts, and how: texts, buttons, pictures, and the bot's own words."""
