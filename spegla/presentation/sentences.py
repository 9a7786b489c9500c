"""Phrases as sentences."""


def sentence(text: str) -> str:
    """`text` with a capital to begin with; the rest as it is, since names and abbreviations have theirs."""
    return text[:1].upper() + text[1:]
