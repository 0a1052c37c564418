"""What known calls taught: how much a call worries, of which kind it is, and whom to wake."""

import os

# One decision is far too small to be worth sharing between cores; numpy reads this when it is first imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
