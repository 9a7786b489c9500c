"""The parts of reading a wide file: its cells as text, what its columns are, what its answers say, and what is wrong in it."""
