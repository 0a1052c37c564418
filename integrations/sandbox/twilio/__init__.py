"""A stand-in for Twilio's REST API and for the phones behind it: same paths, shapes, codes and signed callbacks."""
