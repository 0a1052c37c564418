"""The model behind the kernel's `llm` seam."""
