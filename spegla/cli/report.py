"""Problems on standard error."""

import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from spegla.catalogue import Severity
from spegla.messages import Messages
from spegla.responses import Problem

# A file with one fault in every row says so this many times; the count of the rest follows.
_SAME_KIND = 20


def print_problems(path: Path, problems: Iterable[Problem], words: Messages) -> int:
    """Print each problem with file, row, column, severity, sentence and code; gives the number of errors."""
    shown = Counter[str]()
    errors = 0
    for problem in problems:
        errors += problem.severity is Severity.ERROR
        shown[problem.code] += 1
        if shown[problem.code] <= _SAME_KIND:
            print(problem_line(path, problem, words), file=sys.stderr)
    for code, count in shown.items():
        if count > _SAME_KIND:
            print(f"{words.say('cli_more_problems', count=count - _SAME_KIND)} [{code}]", file=sys.stderr)
    return errors


def problem_line(path: Path, problem: Problem, words: Messages) -> str:
    """File, row, column, severity, sentence and code."""
    place = [str(path)]
    if problem.row:
        place.append(words.say("cli_row", row=problem.row))
    if problem.column:
        place.append(words.say("cli_column", column=problem.column))
    severity = words.say("cli_error" if problem.severity is Severity.ERROR else "cli_warning")
    return f"{', '.join(place)}: {severity}: {problem.message(words)} [{problem.code}]"


def print_left_out(left_out: Mapping[tuple[str, str], int], words: Messages) -> None:
    """Tell on standard error how many more problems there are than were kept, by code and column."""
    for (code, column), count in left_out.items():
        where = f"{words.say('cli_column', column=column)}: " if column else ""
        print(f"{where}{words.say('cli_more_problems', count=count)} [{code}]", file=sys.stderr)
