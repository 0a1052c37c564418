"""The owner's pages: what happened at night, and the runbooks that decide it."""
