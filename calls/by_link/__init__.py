"""What a signed address opens without a login: the briefing of a page, and the sound of a message."""
