"""`spegla indicators` for surveys and inventories: one row for each response, and the indicators and measures of the form."""

import argparse
import sys
from pathlib import Path
from typing import TypeVar

from spegla.analyses.figures import FigureQuestion, NoGroupsError, figures
from spegla.catalogue import Catalogue, Instrument
from spegla.cli.files import StopCommandError, deliver, refuse_to_overwrite, stopped, there
from spegla.cli.report import print_left_out, print_problems
from spegla.cli.status import DATA_ERRORS, WRONG_USE
from spegla.disclosure import Audience
from spegla.importers import Read, read_printed, read_wide
from spegla.messages import Messages
from spegla.presentation import to_html, to_terminal
from spegla.presentation.figures import figure_document, figure_json

T = TypeVar("T")


def run_figures(options: argparse.Namespace, instrument: Instrument, words: Messages) -> int:
    """Every indicator and measure of `instrument` over the rows of a file, in the chosen format."""
    try:
        if options.population is not None:
            raise stopped(words.say("cli_not_for_form", option="--population", instrument=instrument.reference))
        refuse_to_overwrite(options.output, (options.file, options.published, options.earlier, options.map), words)
        job = _Job(options, instrument, Catalogue.opened(), words)
        printed = {} if job.printed is None else job.printed.value or {}
        question = FigureQuestion(options.by, printed, None if job.earlier is None else job.earlier.value)
        if job.rows.value is None or job.errors:
            print(words.say_count("cli_nothing_used", job.errors), file=sys.stderr)
            return DATA_ERRORS
        answer = figures(job.rows.value, question, job.catalogue, Audience.file_holder())
    except NoGroupsError as unknown:
        print(words.say("cli_ungroupable", name=unknown.name, known=", ".join(unknown.known)), file=sys.stderr)
        return WRONG_USE
    except StopCommandError as stop:
        return stop.status
    match options.format:
        case "json":
            return deliver(figure_json(answer, words), options.output, words)
        case "html":
            return deliver(to_html(figure_document(answer, words)), options.output, words)
        case _:
            return deliver(to_terminal(figure_document(answer, words)), options.output, words)


class _Job:
    """The files, read and reported in one go: all problems first, then nothing or everything."""

    def __init__(self, options: argparse.Namespace, instrument: Instrument, catalogue: Catalogue, words: Messages) -> None:
        self.catalogue = catalogue
        self.words = words
        self.errors = 0
        mapping = None if options.map is None else there(options.map, words)
        self.rows = read_wide(there(options.file, words), instrument, catalogue.municipalities, mapping)
        self._tell(options.file, self.rows)
        self.earlier = None
        if options.earlier is not None:
            self.earlier = read_wide(there(options.earlier, words), instrument, catalogue.municipalities, mapping)
            self._tell(options.earlier, self.earlier)
        self.printed = None
        if options.published is not None:
            self.printed = read_printed(there(options.published, words), instrument)
            self._tell(options.published, self.printed)

    def _tell(self, path: Path, read: Read[T]) -> None:
        self.errors += print_problems(path, read.problems, self.words)
        print_left_out(read.left_out, self.words)
