"""A folder of definitions → `Catalogue`: whole or not at all, or each definition when somebody asks for it.

`load` reads and checks everything, for those who write definitions. `Catalogue.opened` is for those who use them: it reads what is
asked for, and that as strictly, since a command needs one instrument of a dozen.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, partial
from pathlib import Path
from typing import TypeVar

from spegla.catalogue.indicators import read_indicators
from spegla.catalogue.instruments import read_instrument
from spegla.catalogue.model import Instrument
from spegla.catalogue.municipalities import Municipalities, fold, read_municipalities
from spegla.catalogue.reader import Reader
from spegla.catalogue.released import released_problems
from spegla.catalogue.repetition import Lists
from spegla.catalogue.reports import Report, read_report
from spegla.catalogue.source import DefinitionProblem, DefinitionsError, Place, read_definition
from spegla.catalogue.versions import VersionMap
from spegla.catalogue.versions.reading import read_map

BUILTIN = Path(__file__).parents[1] / "definitions"
_FOLDERS = ("instruments", "indicators", "maps", "reports")
_CODE_LISTS = ("kommuner.csv", "kommuner_stavningar.csv", "kommungrupper.csv", "kommungrupper_namn.csv", "kommungrupper_giltighet.csv")

K = TypeVar("K")
V = TypeVar("V")
Instruments = Mapping[str, Instrument]


@dataclass(frozen=True)
class Catalogue:
    """Everything that can be asked, counted and reported.

    `instruments` are by reference (`oj-sbu-2016`), `maps` by the references of the older and the newer version, `reports` by id. One that
    was opened may raise `DefinitionsError` whenever a definition is asked for.
    """

    instruments: Instruments
    municipalities: Municipalities
    maps: Mapping[tuple[str, str], VersionMap] = field(default_factory=dict)
    reports: Mapping[str, Report] = field(default_factory=dict)

    @staticmethod
    def opened(root: Path = BUILTIN) -> "Catalogue":
        """The definitions under `root`, each read the first time that it is asked for."""
        return _opened(root)


@cache
def load(root: Path = BUILTIN) -> Catalogue:
    """Read every definition under `root`: `instruments/`, `indicators/`, `maps/` and `reports/` with `*.yaml`, `code_lists/`, `released/`.

    Without `root`, those that come with Spegla; a folder without `code_lists` uses theirs. Raises `DefinitionsError` with every
    problem found.
    """
    reader = Reader()
    _names(root, reader)
    instruments = {}
    for name in _stems(root, "instruments"):
        try:
            instruments[name] = _instrument(root, name, reader)
        except DefinitionsError as error:
            reader.problems.extend(error.problems)
    maps: dict[tuple[str, str], VersionMap] = {}
    reports: dict[str, Report] = {}
    # Only on whole instruments: else each thing that names them would be one more problem for the same cause.
    if not reader.problems:
        for pair in _pairs(root):
            _collected(maps, pair, partial(_map, root, pair, instruments, reader), reader)
        for name in _stems(root, "reports"):
            _collected(reports, name, partial(_report, root, name, instruments, reader), reader)
    reader.problems.extend(released_problems(root))
    reader.finish()
    return Catalogue(instruments, _municipalities(root), maps, reports)


@cache
def _opened(root: Path) -> Catalogue:
    def instrument(name: str) -> Instrument:
        return _strictly(root, lambda reader: _instrument(root, name, reader))

    def version_map(pair: tuple[str, str]) -> VersionMap:
        return _strictly(root, lambda reader: _map(root, pair, instruments, reader))

    def report(name: str) -> Report:
        return _strictly(root, lambda reader: _report(root, name, instruments, reader))

    instruments = _Opened(_stems(root, "instruments"), instrument)
    maps = _Opened(_pairs(root), version_map)
    return Catalogue(instruments, _municipalities(root), maps, _Opened(_stems(root, "reports"), report))


def _strictly(root: Path, read: Callable[[Reader], V]) -> V:
    reader = Reader()
    found = read(reader)
    reader.problems.extend(released_problems(root))
    reader.finish()
    return found


class _Opened(Mapping[K, V]):
    """What `read` gives for each of `keys`, kept once it is read."""

    def __init__(self, keys: Iterable[K], read: Callable[[K], V]) -> None:
        self._keys = dict.fromkeys(keys)
        self._read = read
        self._found: dict[K, V] = {}

    def __getitem__(self, key: K) -> V:
        if key not in self._keys:
            raise KeyError(key)
        if key not in self._found:
            self._found[key] = self._read(key)
        return self._found[key]

    def __iter__(self) -> Iterator[K]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)


def _collected(into: dict[K, V], key: K, read: Callable[[], V], reader: Reader) -> None:
    try:
        into[key] = read()
    except DefinitionsError as error:
        reader.problems.extend(error.problems)


def _stems(root: Path, folder: str) -> list[str]:
    return [path.stem for path in sorted((root / folder).glob("*.yaml"))]


def _pairs(root: Path) -> list[tuple[str, str]]:
    pairs = (stem.partition("--") for stem in _stems(root, "maps"))
    return [(old, new) for old, _, new in pairs]


def _names(root: Path, reader: Reader) -> None:
    """Note what would be passed over in silence: files with another ending, and indicators of no instrument."""
    for path in (found for folder in _FOLDERS for found in (root / folder).glob("*.yml")):
        reader.problem(Place(f"{path.parent.name}/{path.name}", 1, 1), "definition_file_name", expected=f"{path.stem}.yaml")
    known = _stems(root, "instruments")
    if not known:
        reader.problem(Place("instruments", 1, 1), "definition_no_instruments")
    for name in _stems(root, "indicators"):
        if known and name not in known:
            reader.problem(Place(f"indicators/{name}.yaml", 1, 1), "definition_unknown_instrument", name=name, known=", ".join(known))


def _instrument(root: Path, name: str, reader: Reader) -> Instrument:
    """The instrument with its indicators, which are in a file of the same name."""
    file = f"instruments/{name}.yaml"
    before = reader.met
    found: tuple[Instrument, Lists] = read_instrument(read_definition(root / file, file), reader)
    instrument, _ = found
    if instrument.reference != name:
        reader.problem(Place(file, 1, 1), "definition_file_name", expected=f"{instrument.reference}.yaml")
    indicators = f"indicators/{name}.yaml"
    # Only on a whole instrument, for the reason above.
    if reader.met == before and (root / indicators).is_file():
        more = read_indicators(read_definition(root / indicators, indicators), {name: found}, reader)
        instrument = replace(
            instrument, indicators=more.indicators, measures=more.measures, settings=more.settings, named_only=more.named_only
        )
    _labels_apart(instrument, reader)
    return instrument


def checksum(instrument: Instrument, root: Path = BUILTIN) -> str:
    """The SHA-256 of the file that `instrument` was read from, as `sha256sum` writes it."""
    return hashlib.sha256((root / instrument.file).read_bytes()).hexdigest()


def _labels_apart(instrument: Instrument, reader: Reader) -> None:
    """Files name indicators by label, so two labels must not be the same when case, spaces and hyphens are folded."""
    seen: dict[str, str] = {}
    for one in (*instrument.indicators, *instrument.measures):
        if seen.setdefault(fold(one.label.sv), one.id) != one.id:
            reader.problem(one.place, "definition_same_label", label=one.label.sv)


def _map(root: Path, pair: tuple[str, str], instruments: Instruments, reader: Reader) -> VersionMap:
    file = f"maps/{'--'.join(filter(None, pair))}.yaml"
    found = read_map(read_definition(root / file, file), instruments, reader)
    if found.old and found.new and (found.old, found.new) != pair:
        reader.problem(Place(file, 1, 1), "definition_file_name", expected=f"{found.old}--{found.new}.yaml")
    return found


def _report(root: Path, name: str, instruments: Instruments, reader: Reader) -> Report:
    file = f"reports/{name}.yaml"
    report = read_report(read_definition(root / file, file), instruments, reader)
    if report.id != name:
        reader.problem(Place(file, 1, 1), "definition_file_name", expected=f"{report.id}.yaml")
    return report


def _municipalities(root: Path) -> Municipalities:
    folder = root / "code_lists" if (root / "code_lists").is_dir() else BUILTIN / "code_lists"
    try:
        texts = [(folder / name).read_text(encoding="utf-8") for name in _CODE_LISTS]
    except (OSError, UnicodeDecodeError):
        raise DefinitionsError((DefinitionProblem(Place("code_lists", 1, 1), "definition_unreadable", {}),)) from None
    return read_municipalities(*texts)
