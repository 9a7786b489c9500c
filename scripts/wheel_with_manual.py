"""How the package is built: as flit does it, with docs/sv, docs/generated and docs/bilder in the wheel as `spegla/portal/manual`.

The manual lies outside the package, where people read it, and an installed portal must have it too.
"""

import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

from flit_core import buildapi
from flit_core.buildapi import (
    build_editable,
    build_sdist,
    get_requires_for_build_editable,
    get_requires_for_build_sdist,
    get_requires_for_build_wheel,
    prepare_metadata_for_build_editable,
    prepare_metadata_for_build_wheel,
)

__all__ = [
    "build_editable",
    "build_sdist",
    "build_wheel",
    "get_requires_for_build_editable",
    "get_requires_for_build_sdist",
    "get_requires_for_build_wheel",
    "prepare_metadata_for_build_editable",
    "prepare_metadata_for_build_wheel",
]
_FILES = ("pyproject.toml", "README.md", "LICENSE")


def build_wheel(wheel_directory: str, config_settings: dict[str, Any] | None = None, metadata_directory: str | None = None) -> str:
    """The wheel, made from a copy of the tree into which the manual is put; the name of its file."""
    source, target = Path.cwd(), Path(wheel_directory).resolve()
    with tempfile.TemporaryDirectory() as folder:
        for name in _FILES:
            shutil.copy(source / name, folder)
        shutil.copytree(source / "spegla", Path(folder, "spegla"), ignore=shutil.ignore_patterns("__pycache__"))
        for name in ("sv", "generated", "bilder"):
            shutil.copytree(source / "docs" / name, Path(folder, "spegla", "portal", "manual", name))
        os.chdir(folder)
        try:
            return str(buildapi.build_wheel(str(target), config_settings))
        finally:
            os.chdir(source)
