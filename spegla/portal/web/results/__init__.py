"""The pages of results: what is chosen in the address, and what has been shown before."""
