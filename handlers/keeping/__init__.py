"""What is kept: on disk what must outlive the process, in memory what need not."""
