"""The proof of a night: our rows beside Twilio's and ConnectWise's own lists, and every difference by name."""
