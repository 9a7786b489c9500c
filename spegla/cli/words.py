"""argparse speaks the user's language.

argparse takes its own words from gettext under its English sentences; here they come from the message table instead, so that there is
one table. A sentence of argparse that is not in `_SENTENCES` stays English, and a test meets each error that our commands can give.
"""

import argparse
from collections.abc import Sequence

from spegla.messages import LANGUAGES, Messages

_SENTENCES = {
    "usage: ": "argparse_usage",
    "positional arguments": "cli_arguments",
    "options": "cli_options",
    "show this help message and exit": "cli_help",
    "the following arguments are required: %s": "argparse_required",
    "unrecognized arguments: %s": "argparse_unknown",
    "invalid choice: %(value)r (choose from %(choices)s)": "argparse_choice",
    "argument %(argument_name)s: %(message)s": "argparse_argument",
    "expected one argument": "argparse_one",
    "%(prog)s: error: %(message)s\n": "argparse_error",
    "ambiguous option: %(option)s could match %(matches)s": "argparse_ambiguous",
    "ignored explicit argument %r": "argparse_no_value",
}


def speak(messages: Messages) -> None:
    """From now on, in this process, argparse uses the sentences of `messages`."""

    def translated(sentence: str) -> str:
        code = _SENTENCES.get(sentence)
        # Looked up without filling: argparse fills its own %-places.
        return messages.table[code].in_language(messages.language) if code else sentence

    vars(argparse)["_"] = translated


def language_of(arguments: Sequence[str]) -> str:
    """The language that `--lang` asks for, before the parser can say it: the parser's own help is in it."""
    for index, argument in enumerate(arguments):
        value = argument.partition("=")[2] if argument.startswith("--lang=") else ""
        if argument == "--lang" and index + 1 < len(arguments):
            value = arguments[index + 1]
        if value in LANGUAGES:
            return value
    return LANGUAGES[0]
