"""Sentences for codes, in Swedish and English."""

from spegla.catalogue.messages.table import LANGUAGES, Messages, messages

__all__ = ["LANGUAGES", "Messages", "messages"]
