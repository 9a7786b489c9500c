"""A folder of definitions → `Catalogue`, whole or not at all."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from spegla.catalogue.indicators import read_indicators
from spegla.catalogue.instruments import read_instrument
from spegla.catalogue.model import Instrument
from spegla.catalogue.municipalities import Municipalities, fold, read_municipalities
from spegla.catalogue.reader import Reader
from spegla.catalogue.released import released_problems
from spegla.catalogue.repetition import Lists
from spegla.catalogue.source import DefinitionProblem, DefinitionsError, Place, read_definition

BUILTIN = Path(__file__).parents[1] / "definitions"


@dataclass(frozen=True)
class Catalogue:
    """Everything that can be asked and counted. `instruments` are by reference (`oj-sbu-2016`)."""

    instruments: Mapping[str, Instrument]
    municipalities: Municipalities


@cache
def load(root: Path = BUILTIN) -> Catalogue:
    """Read every definition under `root`: `instruments/*.yaml`, `indicators/*.yaml`, `code_lists/`, `released/`.

    Without `root`, those that come with Spegla; a folder without `code_lists` uses theirs. Raises `DefinitionsError` with every
    problem found.
    """
    reader = Reader()
    instruments: dict[str, tuple[Instrument, Lists]] = {}
    paths = sorted((root / "instruments").glob("*.yaml"))
    for path in (*(root / "instruments").glob("*.yml"), *(root / "indicators").glob("*.yml")):
        reader.problem(Place(f"{path.parent.name}/{path.name}", 1, 1), "definition_file_name", expected=f"{path.stem}.yaml")
    if not paths:
        reader.problem(Place("instruments", 1, 1), "definition_no_instruments")
    for path in paths:
        name = f"instruments/{path.name}"
        try:
            instrument, lists = read_instrument(read_definition(path, name), reader)
        except DefinitionsError as error:
            reader.problems.extend(error.problems)
            continue
        if instrument.reference != path.stem:
            reader.problem(Place(name, 1, 1), "definition_file_name", expected=f"{instrument.reference}.yaml")
        instruments[instrument.reference] = (instrument, lists)
    # Only on whole instruments: else each rule of an indicator would be one more problem for the same cause.
    for path in [] if reader.problems else sorted((root / "indicators").glob("*.yaml")):
        try:
            reference, indicators = read_indicators(read_definition(path, f"indicators/{path.name}"), instruments, reader)
        except DefinitionsError as error:
            reader.problems.extend(error.problems)
            continue
        if reference:
            instrument, lists = instruments[reference]
            instruments[reference] = (replace(instrument, indicators=(*instrument.indicators, *indicators)), lists)
    for instrument, _ in instruments.values():
        _labels_apart(instrument, reader)
    reader.problems.extend(released_problems(root))
    reader.finish()
    return Catalogue({reference: instrument for reference, (instrument, _) in instruments.items()}, _municipalities(root))


def checksum(instrument: Instrument, root: Path = BUILTIN) -> str:
    """The SHA-256 of the file that `instrument` was read from, as `sha256sum` writes it."""
    return hashlib.sha256((root / instrument.file).read_bytes()).hexdigest()


def _labels_apart(instrument: Instrument, reader: Reader) -> None:
    """Files name indicators by label, so two labels must not be the same when case, spaces and hyphens are folded."""
    seen: dict[str, str] = {}
    for indicator in instrument.indicators:
        if seen.setdefault(fold(indicator.label.sv), indicator.id) != indicator.id:
            reader.problem(indicator.place, "definition_same_label", label=indicator.label.sv)


def _municipalities(root: Path) -> Municipalities:
    folder = root / "code_lists" if (root / "code_lists").is_dir() else BUILTIN / "code_lists"
    try:
        texts = [(folder / name).read_text(encoding="utf-8") for name in _CODE_LISTS]
    except (OSError, UnicodeDecodeError):
        raise DefinitionsError((DefinitionProblem(Place("code_lists", 1, 1), "definition_unreadable", {}),)) from None
    return read_municipalities(*texts)


_CODE_LISTS = ("kommuner.csv", "kommuner_stavningar.csv", "kommungrupper.csv")
