"""`spegla validate`, `spegla mirror` and `spegla synthesise`: files of registrations."""

import argparse
import json
import sys
from pathlib import Path

from spegla.analyses.mirrors import MirrorAnswer, MirrorQuestion, UngroupableVariableError, mirror_of_file, try_question
from spegla.catalogue import Catalogue, Instrument, Severity
from spegla.catalogue.municipalities import UnknownMunicipalityError
from spegla.catalogue.rules import RuleError
from spegla.cli.files import StopCommandError, deliver, refuse_to_overwrite, stopped, there
from spegla.cli.instruments import any_form, has_registrations, instrument_called
from spegla.cli.report import print_left_out, print_problems, problem_line
from spegla.cli.status import DATA_ERRORS, DONE, WRONG_USE
from spegla.disclosure import Audience, ClearingRefusedError
from spegla.importers import Read, read_wide, validate_answers
from spegla.messages import Messages
from spegla.presentation import to_html, to_terminal
from spegla.presentation.mirrors import mirror_csv, mirror_json, mirror_page, mirror_summary, mirror_xlsx, printed_bases
from spegla.responses import has_errors
from spegla.synthesis import PUBLISHED_N, NotModelledError, municipalities, other_bases, synthesise, synthesise_published

_REFUSED = {"region": "cli_refused_region", "anyone": "cli_refused_anyone"}


def run_validate(options: argparse.Namespace, words: Messages) -> int:
    """Every problem in a file of registrations, in the order of its rows."""
    try:
        catalogue = Catalogue.opened()
        instrument = instrument_called(options.instrument, catalogue, any_form, words)
        read = _read(there(options.file, words), instrument, catalogue, _mapping(options, words))
    except StopCommandError as stop:
        return stop.status
    if options.format == "json":
        print(json.dumps([problem.as_data(words) for problem in read.problems], ensure_ascii=False, indent=2))
    else:
        for problem in read.problems:
            print(problem_line(options.file, problem, words))
        if read.value is None:
            errors = sum(problem.severity is Severity.ERROR for problem in read.problems)
            print(words.say_count("cli_not_valid", errors))
        else:
            counted, not_collected = read.value
            print(words.say_count("cli_valid_municipalities" if instrument.of_municipalities else "cli_valid_rows", counted))
            absent = [variable.label for variable in instrument.variables if variable.id in not_collected]
            if absent:
                print(words.say("cli_not_collected", names=", ".join(label.in_language(words.language) for label in absent)))
    print_left_out(read.left_out, words)
    return DATA_ERRORS if has_errors(read.problems) else DONE


def _read(path: Path, instrument: Instrument, catalogue: Catalogue, mapping: Path | None) -> Read[tuple[int, frozenset[str]]]:
    """How many rows or municipalities a file has, and the questions that it has no column for."""
    reader = validate_answers if instrument.of_municipalities else read_wide
    read = reader(path, instrument, catalogue.municipalities, mapping)
    usable = None if read.value is None else (read.value.length, read.value.not_collected)
    return Read(usable, read.problems, read.left_out)


def run_mirror(options: argparse.Namespace, words: Messages) -> int:
    """Every variable of a file of registrations, in all rows, the own ones, and by group."""
    audiences = {"own": Audience.file_holder(), "region": Audience.region(), "public": Audience.anyone()}
    question = MirrorQuestion(options.where, options.own, options.by)
    try:
        if options.format == "xlsx" and options.output is None:
            raise stopped(words.say("cli_needs_output", format="xlsx"))
        refuse_to_overwrite(options.output, (options.file, options.map), words)
        catalogue = Catalogue.opened()
        instrument = instrument_called(options.instrument, catalogue, has_registrations, words)
        answer = mirrored(options, question, instrument, catalogue, audiences[options.audience], words)
        return deliver(_rendered(answer, options.format, words), options.output, words)
    except StopCommandError as stop:
        return stop.status


def mirrored(
    options: argparse.Namespace, question: MirrorQuestion, instrument: Instrument, catalogue: Catalogue, audience: Audience, words: Messages
) -> MirrorAnswer:
    """The mirror of the file that the command was given; says what is wrong and stops when there is none."""
    try:
        # A question that cannot be answered is refused before anything is read.
        try_question(question, instrument, catalogue, audience)
        read = read_wide(there(options.file, words), instrument, catalogue.municipalities, _mapping(options, words))
        errors = print_problems(options.file, read.problems, words)
        print_left_out(read.left_out, words)
        if read.value is None:
            print(words.say_count("cli_nothing_used", errors), file=sys.stderr)
            raise StopCommandError(DATA_ERRORS)
        answer = mirror_of_file(read.value, question, catalogue, audience)
        if answer.own and question.own not in read.value.organisations:
            names = ", ".join(catalogue.municipalities.by_code[code].name for code in read.value.organisations)
            print(f"--own: {words.say('cli_own_without_rows', name=answer.own, known=names)}", file=sys.stderr)
        return answer
    except RuleError as error:
        print(f"--where: {words.say(error.code, **error.facts)}", file=sys.stderr)
        print("\n".join(f"    {line}" for line in error.pointed().splitlines()), file=sys.stderr)
    except UnknownMunicipalityError as unknown:
        print(f"--own: {words.say(unknown.code, **unknown.facts)}", file=sys.stderr)
    except UngroupableVariableError as ungroupable:
        print(words.say("cli_ungroupable", name=ungroupable.name, known=", ".join(ungroupable.known)), file=sys.stderr)
    except ClearingRefusedError as refused:
        print(words.say(_REFUSED[refused.audience.kind]), file=sys.stderr)
    raise StopCommandError(WRONG_USE)


def _rendered(answer: MirrorAnswer, format: str, words: Messages) -> str | bytes:
    match format:
        case "json":
            return mirror_json(answer, words)
        case "csv":
            return mirror_csv(answer, words)
        case "xlsx":
            return mirror_xlsx(answer, words)
        case "html":
            return to_html(mirror_page(answer, words))
        case _:
            return to_terminal(mirror_summary(answer, words))


def run_synthesise(options: argparse.Namespace, words: Messages) -> int:
    """Invented registrations, to try things on."""
    try:
        instrument = instrument_called(options.instrument, Catalogue.opened(), has_registrations, words)
        if options.n < 0 or options.seed < 0:
            raise stopped(words.say("cli_not_below_zero"))
        if options.like and options.n != PUBLISHED_N:
            raise stopped(words.say("cli_published_rows", n=PUBLISHED_N))
        if options.like:
            frame = synthesise_published(instrument, municipalities(), options.seed)
        else:
            frame = synthesise(instrument, municipalities(), options.n, options.seed)
        # The mark at the beginning tells a spreadsheet that the letters are UTF-8.
        status = deliver("\ufeff" + frame.write_csv(separator=";"), options.output, words)
    except NotModelledError as unknown:
        print(words.say("cli_not_modelled", name=unknown.reference), file=sys.stderr)
        return WRONG_USE
    except StopCommandError as stop:
        return stop.status
    if status == DONE and options.output is not None:
        print(words.say_count("cli_synthesised", frame.height))
        if options.like:
            print("\n".join(printed_bases(other_bases(instrument), instrument, words)))
    return status


def _mapping(options: argparse.Namespace, words: Messages) -> Path | None:
    return None if options.map is None else there(options.map, words)
