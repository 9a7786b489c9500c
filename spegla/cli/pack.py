"""`spegla pack`: the requirement pack, in a folder of its own."""

import argparse
import shutil
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from spegla.catalogue import Catalogue
from spegla.cli.files import StopCommandError, stopped, why_not
from spegla.cli.instruments import any_form, instrument_called
from spegla.cli.status import DONE, WRONG_USE
from spegla.messages import Messages
from spegla.packs import FIRST, requirement_pack


def run_pack(options: argparse.Namespace, words: Messages) -> int:
    """Write the pack to a new or empty folder: whole, or not at all."""
    folder: Path = options.output
    try:
        catalogue = Catalogue.opened()
        instrument = instrument_called(options.instrument, catalogue, any_form, words)
        if folder.is_file():
            raise stopped(words.say("cli_cannot_write", path=folder, reason=words.say("os_not_folder")))
        if folder.is_dir() and any(folder.iterdir()):
            raise stopped(words.say("cli_pack_not_empty", path=folder))
    except StopCommandError as stop:
        return stop.status
    pack = requirement_pack(instrument, catalogue.municipalities, words)
    try:
        _write(pack, folder)
    except OSError as error:
        print(words.say("cli_cannot_write", path=folder, reason=why_not(error, words)), file=sys.stderr)
        return WRONG_USE
    print(words.say_count("cli_pack_done", len(pack), path=folder, first=FIRST))
    return DONE


def _write(pack: Mapping[str, bytes], folder: Path) -> None:
    """Everything beside `folder` first, then moved into place. Raises OSError."""
    folder = folder.resolve()
    folder.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}-"))
    try:
        for name, content in pack.items():
            path = beside / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        beside.chmod(0o755)
        if folder.exists():
            folder.rmdir()
        beside.rename(folder)
    except OSError:
        shutil.rmtree(beside, ignore_errors=True)
        raise
