"""What `hldbot` can be told to do: one kind of work a file."""
