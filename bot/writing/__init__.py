"""What `hldbot new` and `hldbot translate` ask and write."""
