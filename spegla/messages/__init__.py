"""Sentences for codes, in Swedish and English: the one table between what the code knows and what a person reads."""

from spegla.messages.table import LANGUAGES, Messages, Words, messages

__all__ = ["LANGUAGES", "Messages", "Words", "messages"]
