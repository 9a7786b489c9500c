"""What comes with Spegla: municipalities, released files, and YAML that every build of PyYAML reads."""

import re
import shutil
from pathlib import Path

import pytest
import yaml

from spegla.catalogue import Catalogue, DefinitionsError, load
from spegla.catalogue.load import BUILTIN

YAML = sorted(BUILTIN.rglob("*.yaml"))


def test_there_are_290_municipalities(catalogue: Catalogue) -> None:
    assert len(catalogue.municipalities.by_code) == 290


def test_a_code_is_its_county_and_two_digits(catalogue: Catalogue) -> None:
    for code, municipality in catalogue.municipalities.by_code.items():
        assert re.fullmatch("[0-9]{4}", code)
        assert (municipality.code, municipality.county_code) == (code, code[:2])


def test_there_are_21_counties(catalogue: Catalogue) -> None:
    counties = {(one.county_code, one.county) for one in catalogue.municipalities.by_code.values()}

    assert len(counties) == len({code for code, _ in counties}) == 21
    assert catalogue.municipalities.in_county("20") == 15


def test_the_municipalities_of_dalarna_have_a_group_each(catalogue: Catalogue) -> None:
    dalarna = {code for code in catalogue.municipalities.by_code if code.startswith("20")}

    assert set(catalogue.municipalities.groupings) == {"invanargrupp", "kommungrupp"}
    assert all(set(groups) == dalarna for groups in catalogue.municipalities.groupings.values())


def test_every_municipality_group_has_a_name(catalogue: Catalogue) -> None:
    register = catalogue.municipalities
    names = register.group_names["kommungrupp"]

    assert list(names) == [str(number) for number in range(1, 11)]
    assert set(register.groupings["kommungrupp"].values()) <= set(names)


def test_the_municipality_groups_that_are_known_are_those_of_2011(catalogue: Catalogue) -> None:
    register = catalogue.municipalities
    known = register.version_known("kommungrupp")

    assert known is not None
    assert (known.version, known.since.year, known.before and known.before.year) == ("2011", 2011, 2017)
    # One version follows the other without a gap, and the last one holds.
    days = [(one.since, one.before) for one in register.versions["kommungrupp"]]
    assert [before for _, before in days[:-1]] == [since for since, _ in days[1:]]
    assert days[-1][1] is None
    assert register.version_known("invanargrupp") is None


def test_of_the_population_groups_only_the_one_that_is_known_has_a_name(catalogue: Catalogue) -> None:
    assert set(catalogue.municipalities.group_names["invanargrupp"]) == {"3"}


def test_the_instrument_of_2016_is_released() -> None:
    listed = (BUILTIN / "released" / "oj-sbu-2016.sha256").read_text(encoding="utf-8").splitlines()

    assert [line.split("  ")[1] for line in listed] == ["instruments/oj-sbu-2016.yaml", "indicators/oj-sbu-2016.yaml"]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The built-in definitions in a folder that may be changed."""
    shutil.copytree(BUILTIN, tmp_path / "definitions")
    return tmp_path / "definitions"


def test_the_copy_is_whole(copy: Path, catalogue: Catalogue) -> None:
    assert load(copy).instruments == catalogue.instruments


@pytest.mark.parametrize("name", ["instruments/oj-sbu-2016.yaml", "indicators/oj-sbu-2016.yaml"])
def test_one_changed_byte_of_what_is_released_is_noticed(copy: Path, name: str) -> None:
    path = copy / name
    path.write_bytes(path.read_bytes().replace(b"Delvis", b"delvis", 1))

    with pytest.raises(DefinitionsError) as caught:
        load(copy)

    assert ("released_changed", name) in [(one.code, one.place.file) for one in caught.value.problems]


@pytest.mark.parametrize("path", YAML, ids=lambda path: path.name)
def test_a_file_reads_the_same_with_and_without_libyaml(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert yaml.load(text, Loader=yaml.BaseLoader) == yaml.load(text, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))  # noqa: S506  builds only text
