"""What admins do in the chat, and what an edit of the base brings to those who have asked."""
