"""Files that a command reads, and files written whole or not at all."""

import argparse
import errno
import os
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from spegla.cli.status import DONE, WRONG_USE
from spegla.messages import Messages

# Endings that say what is in a file; under another name any of the formats may stand.
_ENDINGS = frozenset({"pdf", "docx", "pptx", "xlsx", "html", "json", "csv"})


class StopCommandError(Exception):
    """The command ends here with `status`; what there was to say has been said."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


def there(path: Path, words: Messages) -> Path:
    """`path`, if it can be read as a file; else say why not and stop."""
    if path.is_dir():
        raise stopped(words.say("cli_folder_not_file", path=path))
    if not path.exists():
        raise stopped(words.say("cli_no_file", path=path))
    return path


def refuse_to_overwrite(output: Path | None, sources: Iterable[Path | None], words: Messages) -> None:
    """Stop when the output would be written over a file that is read: the answers would be gone."""
    if output is not None and output.is_file() and any(path and path.is_file() and path.samefile(output) for path in sources):
        raise stopped(words.say("cli_output_is_input", path=output))


def format_of(options: argparse.Namespace, words: Messages) -> str:
    """The format that is asked for by `--format`, or by the ending of the output, or `options.usual`; stops when the two disagree."""
    output: Path | None = options.output
    ending = "" if output is None else output.suffix.removeprefix(".").casefold()
    asked: str = options.format or (ending if ending in options.formats else "")
    if ending in _ENDINGS and ending != asked:
        if options.format:
            raise stopped(words.say("cli_format_ending", path=output, format=asked))
        known = ", ".join(f".{one}" for one in options.formats if one in _ENDINGS)
        raise stopped(words.say("cli_format_not_here", path=output, format=ending, known=known))
    return asked or str(options.usual)


def stopped(sentence: str) -> StopCommandError:
    """Say `sentence` on standard error; what is raised ends the command as wrongly used."""
    print(sentence, file=sys.stderr)
    return StopCommandError(WRONG_USE)


def deliver(content: str | bytes, output: Path | None, words: Messages) -> int:
    """To standard output, or whole to the file that was asked for; gives the exit status."""
    if output is None:
        if isinstance(content, bytes):
            sys.stdout.buffer.write(content)
        else:
            sys.stdout.write(content)
        sys.stdout.flush()
        return DONE
    try:
        write_whole(output, content)
    except OSError as error:
        print(words.say("cli_cannot_write", path=output, reason=why_not(error, words)), file=sys.stderr)
        return WRONG_USE
    if output.is_file():  # and not standard output by its name in /dev, which would get the sentence too
        print(words.say("cli_written", path=output))
    return DONE


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


def write_whole(path: Path, content: str | bytes) -> None:
    """Write `content` beside `path` and rename it into place, so that nobody meets half a file. Raises OSError.

    A link stays, and the file that it points at is written. A pipe or a device is written to as it is, never renamed over.
    """
    if path.is_dir() or not path.name:
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if path.exists() and not path.is_file():
        with path.open("wb") as stream:
            stream.write(_bytes(content))
        return
    target = Path(os.path.realpath(path))
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}-")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(_bytes(content))
        # mkstemp makes a private file; a report is as readable as any file that the user makes.
        mask = os.umask(0)
        os.umask(mask)
        Path(name).chmod(0o666 & ~mask)
        Path(name).replace(target)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise


def _bytes(content: str | bytes) -> bytes:
    return content if isinstance(content, bytes) else content.encode()
