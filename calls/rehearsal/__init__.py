"""Nights played on the sandbox's phones against the running server, for people who want to hear how it goes."""
