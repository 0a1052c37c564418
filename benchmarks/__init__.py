"""Measurements: what the desk adds to a turn, beside a bare Django server in the same run. Never run as tests."""
