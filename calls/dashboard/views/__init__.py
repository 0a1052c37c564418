"""The pages behind the doors, by what they show."""
