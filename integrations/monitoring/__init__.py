"""Whoever watches us from outside: a webhook that takes alarms, and a dead man's switch that wants to hear from us."""
