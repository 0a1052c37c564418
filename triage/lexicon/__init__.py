"""The vocabulary of night calls, as data: what callers say, in English and Spanish, normalised by `triage.words`."""
