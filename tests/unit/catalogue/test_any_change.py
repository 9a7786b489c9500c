"""Whatever a writer does to a definition, the answer is a catalogue or `DefinitionsError`, never another exception."""

import copy
from collections.abc import Iterator
from functools import cache
from typing import Any

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from spegla.catalogue import DefinitionsError
from spegla.catalogue.indicators import read_indicators
from spegla.catalogue.instruments import read_instrument
from spegla.catalogue.reader import Reader
from spegla.catalogue.source import parse_definition
from tests.spec.lek import DEFINITIONS
from tests.unit.catalogue.definitions import INDICATORS, INSTRUMENT

Path = tuple[str | int, ...]
REMOVED = object()
INSTEAD: list[Any] = [
    REMOVED,
    "",
    " ",
    "x",
    "{plats}",
    "0",
    [],
    ["x"],
    [[]],
    {},
    {"x": "y"},
    {"sv": "", "en": {}},
    [{}],
    "answered(",
    "not_asked",
]


@cache
def unchanged(name: str) -> str:
    return (DEFINITIONS / name).read_text(encoding="utf-8")


@cache
def plain(name: str) -> Any:
    """The definitions as dictionaries, lists and texts."""
    return yaml.load(unchanged(name), Loader=yaml.BaseLoader)  # noqa: S506  builds only text


def paths(node: Any, path: Path = ()) -> Iterator[Path]:
    children: Any = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, child in children:
        yield (*path, key)
        yield from paths(child, (*path, key))


def changed(name: str, path: Path, instead: Any) -> str:
    """The YAML text with the node at `path` replaced, or removed."""
    tree = copy.deepcopy(plain(name))
    *above, last = path
    node = tree
    for step in above:
        node = node[step]
    if instead is REMOVED:
        del node[last]
    else:
        node[last] = instead
    return dumped(tree)


def dumped(tree: Any) -> str:
    return str(yaml.dump(tree, Dumper=getattr(yaml, "CSafeDumper", yaml.SafeDumper), allow_unicode=True))


def read(instrument_text: str, indicators_text: str) -> list[str]:
    """The codes of the problems; none when the definitions are whole."""
    reader = Reader()
    instrument, lists = read_instrument(parse_definition(instrument_text, INSTRUMENT), reader)
    if not reader.problems:
        read_indicators(parse_definition(indicators_text, INDICATORS), {"lek-1": (instrument, lists)}, reader)
    try:
        reader.finish()
    except DefinitionsError as errors:
        return [problem.code for problem in errors.problems]
    return []


@settings(max_examples=100)
@given(st.sampled_from(list(paths(plain(INSTRUMENT)))), st.sampled_from(INSTEAD))
def test_an_instrument_with_any_one_change_is_read_or_refused(path: Path, instead: Any) -> None:
    assert read(changed(INSTRUMENT, path, instead), unchanged(INDICATORS)) is not None


@settings(max_examples=50)
@given(st.sampled_from(list(paths(plain(INDICATORS)))), st.sampled_from(INSTEAD))
def test_an_indicator_with_any_one_change_is_read_or_refused(path: Path, instead: Any) -> None:
    assert read(unchanged(INSTRUMENT), changed(INDICATORS, path, instead)) is not None


def test_without_a_change_it_is_read() -> None:
    assert read(unchanged(INSTRUMENT), unchanged(INDICATORS)) == []


def test_a_removed_field_is_refused() -> None:
    assert read(changed(INSTRUMENT, ("title",), REMOVED), unchanged(INDICATORS)) == ["definition_field_missing"]
