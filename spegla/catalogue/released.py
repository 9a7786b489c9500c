"""Released definitions do not change: each file in `released/` lists checksums, in the format of `sha256sum`."""

import hashlib
import re
from pathlib import Path

from spegla.catalogue.source import DefinitionProblem, Place

_LINE = re.compile(r"([0-9a-f]{64})  ([A-Za-z0-9_./-]+)")


def released_problems(root: Path) -> tuple[DefinitionProblem, ...]:
    """A problem for each released file under `root` that is changed or gone, and for each line that is no checksum."""
    problems = []
    for manifest in sorted((root / "released").glob("*.sha256")):
        name = f"released/{manifest.name}"
        for number, line in enumerate(manifest.read_text(encoding="utf-8", errors="replace").splitlines(), start=1):
            place = Place(name, number, 1)
            found = _LINE.fullmatch(line)
            if not found:
                problems.append(DefinitionProblem(place, "released_bad_line", {}))
                continue
            path = root / found[2]
            if not path.is_file():
                problems.append(DefinitionProblem(place, "released_missing", {"file": found[2]}))
            elif hashlib.sha256(path.read_bytes()).hexdigest() != found[1]:
                problems.append(DefinitionProblem(Place(found[2], 1, 1), "released_changed", {"manifest": name}))
    return tuple(problems)
