"""`spegla codebook`: everything about the questions of an instrument."""

import argparse
import sys

from spegla.catalogue import Catalogue
from spegla.cli.files import StopCommandError, deliver, stopped
from spegla.cli.instruments import any_form, instrument_called
from spegla.messages import Messages
from spegla.presentation.codebook import codebook, history_of


def run_codebook(options: argparse.Namespace, words: Messages) -> int:
    """The codebook, to the screen or a file."""
    try:
        if options.format in ("xlsx", "pdf", "docx") and options.output is None and sys.stdout.isatty():
            raise stopped(words.say("cli_needs_output", format=options.format))
        catalogue = Catalogue.opened()
        instrument = instrument_called(options.instrument, catalogue, any_form, words)
        return deliver(codebook(instrument, options.format, words, history_of(instrument, catalogue)), options.output, words)
    except StopCommandError as stop:
        return stop.status
