"""A column map: from a file, as JSON, and asked whether the instrument has what it names."""

import json
from typing import Any

import pytest

from spegla.catalogue import Catalogue, Instrument
from spegla.importers.wide import ColumnMap, NoColumnMapError, read_column_map
from tests.unit.importers.files import csv_text, sheet_of
from tests.unit.importers.test_wide_problems import MAP, MAPS

ROWS = (
    MAP,
    ("Sex", "kon", "", ""),
    ("SEX", "Barnets kön", "F", "flicka"),
    ("sex", "", "9", ""),
    ("alder", "", "ett", "1"),
    ("Fritt", "-", "", ""),
)
WANTED = ColumnMap({"Sex": "kon", "Fritt": "-"}, {("kon", "F"): "flicka", ("kon", "9"): "", ("alder", "ett"): "1"})


@pytest.fixture
def webbkollen(catalogue: Catalogue) -> Instrument:
    return catalogue.instruments["webbkollen-2017"]


@pytest.mark.parametrize("content", [csv_text(ROWS).encode(), csv_text(ROWS, "\t").encode("utf-16"), sheet_of(ROWS)])
def test_a_file_says_what_columns_and_codes_mean(webbkollen: Instrument, content: bytes) -> None:
    read = read_column_map(content, webbkollen)

    assert (read.value, read.problems) == (WANTED, ())


@pytest.mark.parametrize("sentence", MAPS)
def test_what_is_wrong_in_a_file_is_told_as_the_command_line_tells_it(webbkollen: Instrument, sentence: str) -> None:
    content, code = MAPS[sentence]

    read = read_column_map(content.encode(), webbkollen)

    assert (read.value, [(one.code, one.sentence) for one in read.problems]) == (None, [(code, sentence)])


def test_a_file_that_is_no_table_is_no_map(webbkollen: Instrument) -> None:
    assert [one.sentence for one in read_column_map(b"PK\x03\x04", webbkollen).problems] == ["map_unreadable", "workbook_damaged"]


def test_a_map_is_the_same_when_it_has_been_stored(webbkollen: Instrument) -> None:
    assert ColumnMap.from_data(json.loads(json.dumps(WANTED.as_data()))) == WANTED


def test_it_is_stored_by_variable(webbkollen: Instrument) -> None:
    assert WANTED.as_data() == {
        "columns": {"Sex": "kon", "Fritt": "-"},
        "codes": {"kon": {"F": "flicka", "9": ""}, "alder": {"ett": "1"}},
    }


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        "kon",
        {},
        {"columns": {}},
        {"columns": {}, "codes": {}, "more": 1},
        {"columns": {"a": 1}, "codes": {}},
        {"columns": {"a": None}, "codes": {}},
        {"columns": [], "codes": {}},
        {"columns": {}, "codes": {"kon": "flicka"}},
        {"columns": {}, "codes": {"kon": {"F": 1}}},
    ],
)
def test_what_is_no_map_is_refused(data: Any) -> None:
    with pytest.raises(NoColumnMapError):
        ColumnMap.from_data(data)


def test_a_map_of_municipalities_may_say_what_a_name_means(catalogue: Catalogue) -> None:
    content = csv_text([MAP, ("Kommun", "", "Falu kn", "Falun")]).encode()

    assert read_column_map(content, catalogue.instruments["oj-2019"]).value == ColumnMap(codes={("kommun", "Falu kn"): "Falun"})
