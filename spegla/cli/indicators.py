"""`spegla indicators` and `spegla explain`: files in, cleared figures out."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from spegla.analyses import (
    Grouping,
    IndicatorAnswer,
    IndicatorQuestion,
    PopulationMissingError,
    PrintedTwiceError,
    UnknownIndicatorError,
    explain,
    indicator_called,
    indicators,
)
from spegla.catalogue import Catalogue, Instrument
from spegla.cli.figures import run_figures
from spegla.cli.files import StopCommandError, deliver, refuse_to_overwrite, stopped, there
from spegla.cli.instruments import has_figures, has_indicators, has_registrations, instrument_called
from spegla.cli.report import print_problems
from spegla.cli.status import DATA_ERRORS, WRONG_USE
from spegla.disclosure import Audience
from spegla.importers import Read, read_answers, read_population, read_published
from spegla.messages import Messages
from spegla.presentation import explain_document, indicator_page, indicator_summary, to_html, to_json, to_terminal

T = TypeVar("T")


def run_indicators(options: argparse.Namespace, words: Messages) -> int:
    """Recompute every indicator and show them in the chosen format."""
    try:
        instrument = instrument_called(options.instrument, Catalogue.opened(), has_figures, words)
        if has_registrations(instrument):
            return run_figures(options, instrument, words)
        _long_form_only(options, words)
        job = IndicatorJob(options, words)
        question = job.question()
        answer = indicators(usable(job.answers), question, job.catalogue, Audience.file_holder())
    except PopulationMissingError as missing:
        return population_missing(missing, words)
    except PrintedTwiceError as twice:
        return printed_twice(options.published, twice, words)
    except StopCommandError as stop:
        return stop.status
    job.print_findings(answer)
    match options.format:
        case "json":
            return deliver(to_json(answer, words), options.output, words)
        case "html":
            return deliver(to_html(indicator_page(answer, words)), options.output, words)
        case _:
            return deliver(to_terminal(indicator_summary(answer, words)), options.output, words)


def run_explain(options: argparse.Namespace, words: Messages) -> int:
    """Show one indicator with every row that it rests on."""
    try:
        job = IndicatorJob(options, words)
        question = job.question()
        answer = explain(usable(job.answers), options.indicator, question, job.catalogue, Audience.file_holder())
    except UnknownIndicatorError as unknown:
        print(_unknown_indicator(unknown, words), file=sys.stderr)
        return WRONG_USE
    except PrintedTwiceError as twice:
        return printed_twice(options.published, twice, words)
    except StopCommandError as stop:
        return stop.status
    document = explain_document(answer, words)
    return deliver(to_html(document) if options.format == "html" else to_terminal(document), options.output, words)


def _long_form_only(options: argparse.Namespace, words: Messages) -> None:
    """Stop at what is asked for and means nothing to answers of municipalities."""
    known = [grouping.value for grouping in Grouping if grouping.value]
    if options.by and options.by not in known:
        raise stopped(words.say("cli_ungroupable", name=options.by, known=", ".join(known)))
    for name in ("earlier", "map"):
        if getattr(options, name) is not None:
            raise stopped(words.say("cli_not_for_form", option=f"--{name}", instrument=options.instrument))


class IndicatorJob:
    """The files that a command was given, read and reported in one go: all problems first, then nothing or everything."""

    def __init__(self, options: argparse.Namespace, words: Messages) -> None:
        self.options = options
        self.words = words
        self.catalogue: Catalogue = Catalogue.opened()
        self.instrument = instrument_called(options.instrument, self.catalogue, self._fits(), words)
        sources = (options.file, options.published, getattr(options, "population", None))
        refuse_to_overwrite(options.output, sources, words)
        self.answers = read_answers(there(options.file, words), self.instrument, self.catalogue.municipalities)
        self.errors = print_problems(options.file, self.answers.problems, words)

    def _fits(self) -> Callable[[Instrument], bool]:
        """Which forms can be meant: without a name, those with the indicator that was asked for, if there are any."""
        name = getattr(self.options, "indicator", "").strip()
        if self.options.instrument or not name:
            return has_indicators

        def named(instrument: Instrument) -> bool:
            return has_indicators(instrument) and indicator_called(name, instrument) is not None

        return named if any(map(named, self.catalogue.instruments.values())) else has_indicators

    def _read(self, path: Path | None, reader: Callable[[Path], Read[T]]) -> T | None:
        """What `reader` finds in `path`; None without a path, and after errors, for which `question` stops."""
        if path is None:
            return None
        read = reader(there(path, self.words))
        self.errors += print_problems(path, read.problems, self.words)
        return read.value

    def question(self) -> IndicatorQuestion:
        """What was asked, once every file has been read without an error."""
        options, instrument, municipalities = self.options, self.instrument, self.catalogue.municipalities
        published = self._read(options.published, lambda path: read_published(path, instrument))
        population = self._read(getattr(options, "population", None), lambda path: read_population(path, municipalities))
        if self.errors:
            print(self.words.say_count("cli_nothing_used", self.errors), file=sys.stderr)
            raise StopCommandError(DATA_ERRORS)
        return IndicatorQuestion(
            by=Grouping(getattr(options, "by", "")),
            population=population or {},
            printed=None if published is None else published.columns,
        )

    def print_findings(self, answer: IndicatorAnswer) -> None:
        """Tell on standard error of answers that do not go together, and of printed figures that are of others."""
        for finding in answer.findings:
            place = self.words.say("cli_row", row=finding.row)
            said = f"{finding.municipality}: {finding.says.in_language(self.words.language)}"
            print(f"{self.options.file}, {place}: {self.words.say('cli_warning')}: {said}", file=sys.stderr)
        if answer.elsewhere:
            said = self.words.say("cli_printed_elsewhere", columns=", ".join(f"{name}_procent" for name in answer.elsewhere))
            print(f"{self.options.published}: {self.words.say('cli_warning')}: {said}", file=sys.stderr)


def population_missing(missing: PopulationMissingError, words: Messages) -> int:
    """Say whose inhabitants are not in the file; gives the exit status."""
    print(words.say("cli_population_missing", names=", ".join(missing.names)), file=sys.stderr)
    return DATA_ERRORS


def printed_twice(path: Path, twice: PrintedTwiceError, words: Messages) -> int:
    """Say which columns are printed for the same rows; gives the exit status."""
    columns = ", ".join(f"{column}_procent" for column in twice.columns)
    print(f"{path}: {words.say('cli_error')}: {words.say('printed_columns_same_rows', columns=columns)}", file=sys.stderr)
    return DATA_ERRORS


def usable(read: Read[T]) -> T:
    """What was read. `question` has stopped already when there were errors."""
    if read.value is None:
        raise StopCommandError(DATA_ERRORS)
    return read.value


def _unknown_indicator(unknown: UnknownIndicatorError, words: Messages) -> str:
    if not unknown.name.strip():
        return words.say("cli_indicator_blank")
    if not unknown.near:
        return words.say("cli_unknown_indicator", name=unknown.name)
    lines = [words.say("cli_unknown_indicator_near", name=unknown.name)]
    return "\n".join(lines + [f"  {indicator.label.sv}  ({indicator.id})" for indicator in unknown.near])
