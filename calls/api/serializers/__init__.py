"""What goes out and what comes in, field by field."""
