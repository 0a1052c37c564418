"""What owners and engineers fill in."""
