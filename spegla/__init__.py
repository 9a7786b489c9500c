"""Spegla: systematic follow-up and open comparisons in social care for children and young people."""

__version__ = "0.1.0"
