"""A stand-in for HaloPSA: same paths and shapes, for the requests that NightDesk makes."""
