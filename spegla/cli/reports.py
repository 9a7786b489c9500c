"""`spegla report`: a definition, a file of answers and texts that people wrote → a report in the format that was asked for."""

import argparse
import hashlib
import shlex
import sys
from collections.abc import Callable
from datetime import date

from spegla.analyses import PopulationMissingError, PrintedTwiceError, indicators
from spegla.analyses.mirrors import MirrorQuestion
from spegla.catalogue import Catalogue, Instrument
from spegla.catalogue.municipalities import Municipality, UnknownMunicipalityError
from spegla.catalogue.reports import Figures, Report
from spegla.cli.files import StopCommandError, deliver, refuse_to_overwrite, stopped, there
from spegla.cli.indicators import IndicatorJob, population_missing, printed_twice, usable
from spegla.cli.instruments import instrument_called
from spegla.cli.registrations import mirrored
from spegla.cli.status import DATA_ERRORS
from spegla.disclosure import Audience
from spegla.messages import Messages
from spegla.presentation import to_docx, to_html, to_pdf, to_pptx, to_xlsx
from spegla.presentation.document import Document
from spegla.presentation.reports import Recipe, TextsError, Written, indicator_report, mirror_report, read_texts, texts_template

_RENDERERS: dict[str, Callable[[Document], str | bytes]] = {
    "pdf": to_pdf,
    "docx": to_docx,
    "pptx": to_pptx,
    "xlsx": to_xlsx,
    "html": to_html,
}


def run_report(options: argparse.Namespace, words: Messages) -> int:
    """Make the report and deliver it whole, or say why not."""
    try:
        return _ReportJob(options, words).run()
    except PopulationMissingError as missing:
        return population_missing(missing, words)
    except PrintedTwiceError as twice:
        return printed_twice(options.published, twice, words)
    except StopCommandError as stop:
        return stop.status


class _ReportJob:
    def __init__(self, options: argparse.Namespace, words: Messages) -> None:
        self.options = options
        self.words = words
        self.catalogue: Catalogue = Catalogue.opened()
        self.report = self._report()
        self.instrument = self._instrument()
        # The jobs that the report is made from are told which instrument it is.
        self.options = argparse.Namespace(**{**vars(options), "instrument": self.instrument.reference})

    def run(self) -> int:
        options = self.options
        if options.file is None and not options.template:
            raise stopped(self.words.say("cli_report_no_file"))
        if options.template:
            return deliver(texts_template(self.report, self.instrument, self.words), options.output, self.words)
        self._refuse_unused()
        format = self._format()
        refuse_to_overwrite(options.output, (options.file, options.published, options.population, options.map, options.texts), self.words)
        own = self._own()
        dated = self._date()
        written = self._texts()
        figures = {Figures.INDICATORS: self._indicators, Figures.MIRROR: self._mirror}
        document = figures[self.report.figures](own, written, dated)
        return deliver(_RENDERERS[format](document), options.output, self.words)

    def _refuse_unused(self) -> None:
        """Stop at what is asked for and would change nothing: the report prints the command that it was made with."""
        unused = ("where", "map") if self.report.figures is Figures.INDICATORS else ("published", "population")
        for name in (*unused, *(("own",) if self.report.refuses_own else ())):
            if getattr(self.options, name):
                raise stopped(self.words.say("cli_not_for_form", option=f"--{name}", instrument=self.report.id))

    def _report(self) -> Report:
        reports = self.catalogue.reports
        if self.options.kind not in reports:
            raise stopped(self.words.say("cli_unknown_report", name=self.options.kind, known=", ".join(reports)))
        return reports[self.options.kind]

    def _instrument(self) -> Instrument:
        known = self.report.instruments
        name = self.options.instrument or (known[0] if len(known) == 1 else "")
        instrument = instrument_called(name, self.catalogue, lambda _: True, self.words)
        if instrument.reference not in known:
            facts = {"report": self.report.id, "instrument": instrument.reference, "known": ", ".join(known)}
            raise stopped(self.words.say("cli_report_not_for", **facts))
        return instrument

    def _format(self) -> str:
        format: str = self.options.format
        if format not in _RENDERERS:
            raise stopped(self.words.say("cli_report_no_format"))
        if self.options.output is None and format != "html":
            raise stopped(self.words.say("cli_needs_output", format=format))
        return format

    def _own(self) -> Municipality | None:
        if not self.options.own:
            if self.report.needs_own:
                raise stopped(self.words.say("cli_report_needs_own", report=self.report.id))
            return None
        try:
            return self.catalogue.municipalities.with_code(self.options.own)
        except UnknownMunicipalityError as unknown:
            raise stopped(f"--own: {self.words.say(unknown.code, **unknown.facts)}") from None

    def _date(self) -> date | None:
        if not self.options.date:
            return None
        try:
            return date.fromisoformat(self.options.date)
        except ValueError:
            raise stopped(f"--date: {self.words.say('cli_report_bad_date', value=self.options.date)}") from None

    def _texts(self) -> Written:
        path = self.options.texts
        if path is None:
            return {}
        try:
            markdown = there(path, self.words).read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError):
            raise stopped(self.words.say("cli_texts_unreadable", path=path)) from None
        try:
            return read_texts(markdown, self.report, self.instrument)
        except TextsError as wrong:
            for problem in wrong.problems:
                line = self.words.say("cli_text_line", line=problem.line)
                said = self.words.say(problem.code, **problem.facts)
                print(f"{path}, {line}: {self.words.say('cli_error')}: {said} [{problem.code}]", file=sys.stderr)
            raise StopCommandError(DATA_ERRORS) from None

    def _indicators(self, own: Municipality | None, written: Written, dated: date | None) -> Document:
        job = IndicatorJob(self.options, self.words)
        question = job.question()
        answer = indicators(usable(job.answers), question, self.catalogue, Audience.file_holder())
        job.print_findings(answer)
        if not any(one.answer or any(one.given.values()) for one in answer.cleared.answers):
            raise stopped(self.words.say("cli_report_no_answers"))
        if own is not None and own not in answer.municipalities:
            known = ", ".join(one.name for one in answer.municipalities)
            raise stopped(f"--own: {self.words.say('cli_report_own_not_there', name=own.name, known=known)}")
        return indicator_report(self.report, answer, self.catalogue.municipalities, own, written, self.words, self._recipe(), dated)

    def _mirror(self, own: Municipality | None, written: Written, dated: date | None) -> Document:
        question = MirrorQuestion(self.options.where, own.code if own else "", "")
        answer = mirrored(self.options, question, self.instrument, self.catalogue, Audience.file_holder(), self.words)
        return mirror_report(self.report, answer, written, self.words, self._recipe(), dated)

    def _recipe(self) -> Recipe:
        """The command with file names alone: a path says something about a machine and nothing about the report."""
        options = self.options
        command = ["spegla", "report", self.report.id, options.file.name, "--instrument", self.instrument.reference]
        for name in ("published", "population", "map", "texts"):
            path = getattr(options, name)
            command += [f"--{name}", path.name] if path else []
        for name in ("own", "where", "date"):
            command += [f"--{name}", shlex.quote(getattr(options, name))] if getattr(options, name) else []
        command += ["--lang", self.words.language] if self.words.language != "sv" else []
        output = f"{self.report.id}.{self._format()}"
        paths = [path for path in (options.file, options.published, options.population, options.map, options.texts) if path]
        files = tuple((path.name, hashlib.sha256(path.read_bytes()).hexdigest()) for path in paths)
        return Recipe(" ".join((*command, "-o", output)), files)
