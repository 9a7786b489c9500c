"""`spegla check`: are the definitions whole?"""

import sys
from datetime import date
from pathlib import Path

from spegla.catalogue import DefinitionsError, load
from spegla.catalogue.bands import overlapping_bands
from spegla.cli.status import DATA_ERRORS, DONE, WRONG_USE
from spegla.messages import Messages


def run_check(folder: Path | None, words: Messages) -> int:
    """Check the definitions in `folder`, or Spegla's own: every problem with file, line and what to do."""
    if folder is not None and folder.is_file():
        print(words.say("cli_file_not_folder", path=folder), file=sys.stderr)
        return WRONG_USE
    if folder is not None and not folder.is_dir():
        print(words.say("cli_no_folder", path=folder), file=sys.stderr)
        return WRONG_USE
    try:
        catalogue = load() if folder is None else load(folder)
    except DefinitionsError as errors:
        _print_problems(errors, words)
        return DATA_ERRORS
    for reference, instrument in catalogue.instruments.items():
        counts = [
            words.say_count("cli_checked_variables", len(instrument.variables)),
            words.say_count("cli_checked_indicators", len(instrument.indicators)),
            words.say_count("cli_checked_checks", len(instrument.checks)),
        ]
        if instrument.measures:
            counts.insert(2, words.say_count("cli_checked_measures", len(instrument.measures)))
        if instrument.settings:
            counts.append(words.say_count("cli_checked_settings", len(instrument.settings)))
        print(words.say("cli_checked", instrument=reference, counts=", ".join(counts)))
        for setting in instrument.settings:
            label, chosen = (one.in_language(words.language) for one in (setting.label, setting.chosen))
            print(f"  {words.say('cli_checked_setting', id=setting.id, label=label, chosen=chosen)}")
        for named in instrument.named_only:
            print(f"  {words.say('cli_checked_named_only', label=named.label.in_language(words.language))}")
        for variable, one, other in overlapping_bands(instrument):
            facts = {"one": one.label.in_language(words.language), "other": other.label.in_language(words.language)}
            print(words.say("cli_bands_overlap", instrument=reference, variable=variable, **facts), file=sys.stderr)
        if instrument.provenance.review_by < date.today():  # noqa: DTZ011  the user's own calendar day is meant
            print(words.say("cli_review_due", instrument=reference, day=instrument.provenance.review_by.isoformat()), file=sys.stderr)
    return DONE


def _print_problems(errors: DefinitionsError, words: Messages) -> None:
    """Each problem with its place. A fault in a repeated block is told for the first item; the others are only counted."""
    places = [(problem.place, problem.code) for problem in errors.problems]
    for place_and_code in dict.fromkeys(places):
        first, *others = (problem for problem, at in zip(errors.problems, places, strict=True) if at == place_and_code)
        place = words.say("cli_line", line=first.place.line, column=first.place.column)
        print(f"{first.place.file}, {place}: {words.say(first.code, **first.facts)} [{first.code}]", file=sys.stderr)
        for line in first.pointed.splitlines():
            print(f"    {line}", file=sys.stderr)
        if others:
            print(f"    {words.say_count('cli_more_here', len(others))}", file=sys.stderr)
