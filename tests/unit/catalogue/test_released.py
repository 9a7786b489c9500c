"""What is released does not change unnoticed: `released/` holds checksums, in the format of `sha256sum`."""

import hashlib

import pytest

from tests.unit.catalogue.definitions import INDICATORS, INSTRUMENT, Folder, Found

MANIFEST = "released/lek-1.sha256"


def line(folder: Folder, name: str) -> str:
    return f"{hashlib.sha256((folder.root / name).read_bytes()).hexdigest()}  {name}\n"


@pytest.fixture
def released(folder: Folder) -> Folder:
    return folder.write(MANIFEST, line(folder, INSTRUMENT) + line(folder, INDICATORS))


def test_a_released_folder_is_read(released: Folder) -> None:
    assert list(released.load().instruments) == ["lek-1"]


@pytest.mark.parametrize("name", [INSTRUMENT, INDICATORS])
def test_one_changed_byte_is_noticed(released: Folder, name: str) -> None:
    released.write(name, released.text(name) + "\n")

    (problem,) = released.errors().problems
    assert (problem.code, problem.place.file) == ("released_changed", name)
    assert problem.facts == {"manifest": MANIFEST}


def test_a_released_file_that_is_gone_is_noticed(released: Folder) -> None:
    (released.root / INDICATORS).unlink()

    (problem,) = released.errors().problems
    assert (problem.code, problem.place.file, problem.place.line) == ("released_missing", MANIFEST, 2)
    assert problem.facts == {"file": INDICATORS}


@pytest.mark.parametrize(
    "bad",
    [
        "",
        "inget",
        "0" * 63 + "  instruments/lek-1.yaml",
        "0" * 64 + " instruments/lek-1.yaml",
        "0" * 64,
        "G" * 64 + "  instruments/lek-1.yaml",
        "0" * 64 + "  instruments/läk.yaml",
    ],
)
def test_a_line_that_is_no_checksum_is_refused(released: Folder, bad: str) -> None:
    released.write(MANIFEST, f"{bad}\n" + released.text(MANIFEST))

    assert released.problems() == [Found("released_bad_line", bad)]


def test_a_list_that_is_not_text_is_refused(released: Folder) -> None:
    (released.root / MANIFEST).write_bytes(b"\xff\xfe")

    assert [problem.code for problem in released.errors().problems] == ["released_bad_line"]
