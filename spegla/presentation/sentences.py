"""Phrases as sentences, and as parts of them."""

from spegla.messages import Messages


def sentence(text: str) -> str:
    """`text` with a capital to begin with; the rest as it is, since names and abbreviations have theirs."""
    return text[:1].upper() + text[1:]


def quoted(text: str, messages: Messages) -> str:
    """`text` as a name inside a sentence; quotation marks of its own become the inner ones."""
    return messages.say("quoted", text=text.replace('"', "’"))
