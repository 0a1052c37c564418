"""Caller and engineer brought together: `caller` is the one's side, `engineer` the other's, `errands` what is due."""
