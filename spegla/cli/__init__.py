"""The command line. Each command imports what it needs when it runs, so that --help answers at once."""

from spegla.cli.words import language_of, speak

__all__ = ["language_of", "speak"]
