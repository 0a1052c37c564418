"""A tenant's PSA, whichever it is: what we ask of it (`port`), which one it is (`choice`), how a ticket is written."""
