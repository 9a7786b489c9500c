"""Problems on standard error, and files written whole or not at all."""

import errno
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
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
            print(_line(path, problem, words), file=sys.stderr)
    for code, count in shown.items():
        if count > _SAME_KIND:
            print(f"{words.say('cli_more_problems', count=count - _SAME_KIND)} [{code}]", file=sys.stderr)
    return errors


def _line(path: Path, problem: Problem, words: Messages) -> str:
    place = [str(path)]
    if problem.row:
        place.append(words.say("cli_row", row=problem.row))
    if problem.column:
        place.append(words.say("cli_column", column=problem.column))
    severity = words.say("cli_error" if problem.severity is Severity.ERROR else "cli_warning")
    return f"{', '.join(place)}: {severity}: {problem.message(words)} [{problem.code}]"


_REASONS = {
    errno.EACCES: "os_not_allowed",
    errno.EPERM: "os_not_allowed",
    errno.EROFS: "os_not_allowed",
    errno.EISDIR: "os_is_folder",
    errno.ENOTDIR: "os_not_folder",
    errno.EEXIST: "os_not_folder",
    errno.ENOENT: "os_no_name",
    errno.ENAMETOOLONG: "os_name_too_long",
    errno.ENOSPC: "os_disk_full",
}


def why_not(error: OSError, words: Messages) -> str:
    """Why the operating system said no, in the user's language; its own words when the reason is a rare one."""
    code = _REASONS.get(error.errno or 0)
    return words.say(code) if code else error.strerror or ""


def write_whole(path: Path, text: str) -> None:
    """Write `text` beside `path` and rename it into place, so that nobody meets half a file. Raises OSError.

    A link stays, and the file that it points at is written. A pipe or a device is written to as it is, never renamed over.
    """
    if path.is_dir() or not path.name:
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if path.exists() and not path.is_file():
        with path.open("w", encoding="utf-8") as stream:
            stream.write(text)
        return
    target = Path(os.path.realpath(path))
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(text)
        # mkstemp makes a private file; a report is as readable as any file that the user makes.
        mask = os.umask(0)
        os.umask(mask)
        Path(name).chmod(0o666 & ~mask)
        Path(name).replace(target)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
