"""What known calls taught: how much a call worries, of which kind it is, and whom to wake."""
