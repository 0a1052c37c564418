"""The fault harness: real processes, real servers, made-up callers and engineers, and faults at seeded moments.

`make faults N=1000 SEED=7`. Nothing in NightDesk imports this package.
"""
