"""Folders of definitions for tests: the invented ones of `lek-1`, with a change, and what is wrong with them."""

from pathlib import Path
from typing import NamedTuple

from spegla.catalogue import Catalogue, DefinitionsError, load
from tests.spec.lek import DEFINITIONS

INSTRUMENT, INDICATORS = "instruments/lek-1.yaml", "indicators/lek-1.yaml"


class Found(NamedTuple):
    """A problem as a writer meets it: the code, and the line of the file that it points at."""

    code: str
    line: str


class Folder:
    """A folder of definitions that can be changed and read."""

    def __init__(self, root: Path) -> None:
        self.root = root
        for name in (INSTRUMENT, INDICATORS):
            self.write(name, (DEFINITIONS / name).read_text(encoding="utf-8"))

    def text(self, name: str) -> str:
        return (self.root / name).read_text(encoding="utf-8")

    def write(self, name: str, text: str) -> "Folder":
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return self

    def changed(self, old: str, new: str, name: str = INSTRUMENT) -> "Folder":
        """With the one `old` in the file replaced by `new`; a test whose text is gone must not pass by changing nothing."""
        text = self.text(name)
        if text.count(old) != 1:
            raise LookupError(f"{old!r} is there {text.count(old)} times")
        return self.write(name, text.replace(old, new))

    def added(self, text: str, under: str, name: str = INSTRUMENT) -> "Folder":
        """With `text` put first under the top field `under`."""
        return self.changed(f"\n{under}:\n", f"\n{under}:\n{text}\n", name)

    def load(self) -> Catalogue:
        return load(self.root)

    def errors(self) -> DefinitionsError:
        try:
            self.load()
        except DefinitionsError as errors:
            return errors
        raise LookupError("the definitions are whole")

    def problems(self) -> list[Found]:
        """The problems, each with the line it points at."""
        found = []
        for problem in self.errors().problems:
            path = self.root / problem.place.file
            lines = path.read_text(encoding="utf-8").split("\n") if path.is_file() else []
            found.append(Found(problem.code, lines[problem.place.line - 1].strip() if lines else problem.place.file))
        return found
