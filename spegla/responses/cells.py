"""Text in a cell that spreadsheets open: none is run as a formula, and what was done to it can be undone.

Source of what is run: OWASP, CSV injection. An apostrophe in front makes a spreadsheet show the text and nothing else.
"""

# A cell that begins with one of these is run as a formula by spreadsheets.
_TRIGGERS = ("=", "+", "-", "@", "\t", "\r", "\n")


def guarded(text: str) -> str:
    """`text` with an apostrophe in front where it would be run, or where it looks as if it had been given one."""
    return f"'{text}" if _begins_as_formula(text) else text


def unguarded(text: str) -> str:
    """The text that `guarded` was given."""
    return text[1:] if text.startswith("'") and _begins_as_formula(text[1:]) else text


def _begins_as_formula(text: str) -> bool:
    return text.lstrip(" '").startswith(_TRIGGERS)
