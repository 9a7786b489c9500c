"""A reader that writes its file to a folder of its own."""

from pathlib import Path

import pytest

from spegla.catalogue import Catalogue
from tests.unit.importers.files import Reader


@pytest.fixture
def reader(catalogue: Catalogue, tmp_path: Path) -> Reader:
    return Reader(catalogue, tmp_path)
