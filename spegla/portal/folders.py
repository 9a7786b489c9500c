"""Where the portal finds the manual: in the package when it is installed, in the repository's docs when it runs from there."""

from pathlib import Path

_INSTALLED = Path(__file__).parent / "manual"
# With the folders `sv`, `generated` and `bilder`.
MANUAL = _INSTALLED if _INSTALLED.is_dir() else Path(__file__).parents[2] / "docs"
