"""How columns are evaluated. `reference` is slow and obviously right."""
