"""A folder of definitions to change."""

from pathlib import Path

import pytest

from tests.unit.catalogue.definitions import Folder


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """The invented definitions, in a folder of the test's own."""
    return Folder(tmp_path)
