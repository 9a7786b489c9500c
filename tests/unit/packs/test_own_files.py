"""What a municipality fetches to fill in and to try."""

import csv
import io
from pathlib import Path

import pytest

from spegla.catalogue import Catalogue
from spegla.importers import read_wide
from spegla.messages import messages
from spegla.packs import own_files, own_template

INSTRUMENTS = ["webbkollen-2016", "webbkollen-2017", "bbic-3.1"]


@pytest.mark.parametrize("reference", INSTRUMENTS)
def test_one_file_is_right_and_the_other_wrong_in_every_row_and_both_are_the_municipalitys_own(
    catalogue: Catalogue, tmp_path: Path, reference: str
) -> None:
    instrument = catalogue.instruments[reference]
    files = own_files(instrument, "0114")
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)

    assert read_wide(tmp_path / "ratt.csv", instrument, catalogue.municipalities).problems == ()
    wrong = read_wide(tmp_path / "fel.csv", instrument, catalogue.municipalities).problems
    rows = list(csv.DictReader(io.StringIO(files["fel.csv"].decode()), delimiter=";"))
    assert {one.row for one in wrong if one.severity.value == "error"} == set(range(2, 2 + len(rows)))
    assert {row["kommunkod"] for row in rows} == {"0114"}
    assert len({row["arende"] for row in rows}) == len(rows)


def test_the_template_asks_which_case_a_row_is_of(catalogue: Catalogue, tmp_path: Path) -> None:
    path = tmp_path / "mall.xlsx"
    path.write_bytes(own_template(catalogue.instruments["webbkollen-2017"], catalogue.municipalities, messages("sv")))
    read = read_wide(path, catalogue.instruments["webbkollen-2017"], catalogue.municipalities)

    assert read.value is not None
    assert read.value.length == 1
