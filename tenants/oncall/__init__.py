"""Who is on call: a pure resolver over rotations, overrides and holidays, and the rows that feed it."""
