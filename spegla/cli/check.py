"""`spegla check`: are the definitions whole?"""

import sys
from datetime import date
from pathlib import Path

from spegla.catalogue import DefinitionsError, load
from spegla.cli.status import DATA_ERRORS, DONE, WRONG_USE
from spegla.messages import Messages


def run_check(folder: Path | None, words: Messages) -> int:
    """Check the definitions in `folder`, or Spegla's own: every problem with file, line and what to do."""
    if folder is not None and not folder.is_dir():
        print(words.say("cli_no_folder", path=folder), file=sys.stderr)
        return WRONG_USE
    try:
        catalogue = load() if folder is None else load(folder)
    except DefinitionsError as errors:
        for problem in errors.problems:
            place = words.say("cli_line", line=problem.place.line, column=problem.place.column)
            print(f"{problem.place.file}, {place}: {words.say(problem.code, **problem.facts)} [{problem.code}]", file=sys.stderr)
            for line in problem.pointed.splitlines():
                print(f"    {line}", file=sys.stderr)
        return DATA_ERRORS
    for reference, instrument in catalogue.instruments.items():
        counts = {"variables": len(instrument.variables), "indicators": len(instrument.indicators), "checks": len(instrument.checks)}
        print(words.say("cli_checked", instrument=reference, **counts))
        if instrument.provenance.review_by < date.today():  # noqa: DTZ011  the user's own calendar day is meant
            print(words.say("cli_review_due", instrument=reference, day=instrument.provenance.review_by.isoformat()), file=sys.stderr)
    return DONE
