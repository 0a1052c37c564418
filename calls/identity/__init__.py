"""Who calls: the telephone directory, the company that was named, and what is remembered of both."""
