"""`spegla compare-versions` and `spegla series`: what versions of an instrument have to do with each other."""

import argparse
import sys
from pathlib import Path

from spegla.analyses.versions import UnknownVariableError, series, try_series
from spegla.catalogue import Catalogue
from spegla.catalogue.versions import SeriesBreakError, compare, related
from spegla.cli.files import StopCommandError, deliver, refuse_to_overwrite, stopped, there
from spegla.cli.instruments import any_form, has_registrations, instrument_called
from spegla.cli.report import print_left_out, print_problems
from spegla.cli.status import DATA_ERRORS, WRONG_USE
from spegla.disclosure import Audience
from spegla.importers import read_wide
from spegla.messages import Messages
from spegla.presentation import to_html, to_terminal
from spegla.presentation.versions import comparison_json, comparison_page, series_json, series_page


def run_compare_versions(options: argparse.Namespace, words: Messages) -> int:
    """What differs between two versions, and what may be compared."""
    try:
        catalogue = Catalogue.opened()
        old, new = (instrument_called(name, catalogue, any_form, words) for name in (options.old, options.new))
        if old is new:
            raise stopped(words.say("cli_versions_same", name=old.reference))
        if (new.reference, old.reference) in catalogue.maps:
            raise stopped(words.say("cli_versions_reversed", old=old.reference, new=new.reference))
        map = catalogue.maps.get((old.reference, new.reference))
        if not related(old, new, catalogue.maps):
            pairs = ", ".join(" → ".join(pair) for pair in catalogue.maps)
            raise stopped(words.say("cli_versions_other", old=old.reference, new=new.reference, pairs=pairs))
        found = compare(old, new, map)
        if options.format == "json":
            return deliver(comparison_json(found, words), options.output, words)
        page = comparison_page(found, map, words)
        return deliver(to_html(page) if options.format == "html" else to_terminal(page), options.output, words)
    except StopCommandError as stop:
        return stop.status


def run_series(options: argparse.Namespace, words: Messages) -> int:
    """One question over several versions; a break in the series is told instead of shown."""
    try:
        catalogue = Catalogue.opened()
        if len(options.of) < 2:
            raise stopped(words.say("cli_series_two"))
        files = [(there(Path(file), words), instrument_called(name, catalogue, has_registrations, words)) for file, name in options.of]
        refuse_to_overwrite(options.output, [file for file, _ in files], words)
        # A series that would not be fair is refused before anything is read.
        try_series(options.variable, [instrument.reference for _, instrument in files], catalogue)
        batches = []
        for file, instrument in files:
            read = read_wide(file, instrument, catalogue.municipalities)
            errors = print_problems(file, read.problems, words)
            print_left_out(read.left_out, words)
            if read.value is None:
                print(words.say_count("cli_nothing_used", errors), file=sys.stderr)
                return DATA_ERRORS
            batches.append(read.value)
        answer = series(options.variable, batches, catalogue, Audience.file_holder())
        text = series_json(answer, words) if options.format == "json" else to_terminal(series_page(answer, words))
        return deliver(text, options.output, words)
    except StopCommandError as stop:
        return stop.status
    except UnknownVariableError as unknown:
        facts = {"name": unknown.name, "instrument": unknown.instrument, "known": ", ".join(unknown.known)}
        print(words.say("cli_series_variable_unknown", **facts), file=sys.stderr)
    except SeriesBreakError as found:
        print(_break(found, words), file=sys.stderr)
    return WRONG_USE


def _break(found: SeriesBreakError, words: Messages) -> str:
    facts = {"variable": found.variable, "old": found.old, "new": found.new}
    if found.reason is None:
        return words.say("series_no_map", **facts)
    reason = found.reason.in_language(words.language)
    if found.verdict is None:
        return words.say("series_no_variable", **facts, reason=reason)
    return words.say(f"series_break_{found.verdict.value}", **facts, reason=reason)
