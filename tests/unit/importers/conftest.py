"""Readers that write their files to a folder of their own."""

from pathlib import Path

import pytest

from spegla.catalogue import Catalogue
from tests.unit.importers.files import Reader
from tests.unit.importers.wide_files import WideReader


@pytest.fixture
def reader(catalogue: Catalogue, tmp_path: Path) -> Reader:
    return Reader(catalogue, tmp_path)


@pytest.fixture
def wide_reader(catalogue: Catalogue, tmp_path: Path) -> WideReader:
    return WideReader(catalogue, tmp_path)
