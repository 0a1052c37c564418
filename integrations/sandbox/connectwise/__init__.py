"""A stand-in for ConnectWise PSA: same paths, shapes and refusals, for the requests that NightDesk makes."""
