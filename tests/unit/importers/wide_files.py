"""Wide files that people hand in, and what a reader of one would notice."""

from collections.abc import Sequence
from pathlib import Path

from spegla.catalogue import Catalogue
from spegla.columns import Batch
from spegla.importers import Read, read_wide
from spegla.messages import messages
from tests.unit.importers.files import Told, csv_text

HEADER = ("kommunkod", "enhet", "arende", "datum", "tillfalle", "kon", "alder")
FALUN = ("2080", "Norr", "P-1", "2017-03-01", "uppfoljning", "flicka", "7")
BORLANGE = ("2081", "Söder", "P-2", "2017-04-01", "avslut", "pojke", "15")


class WideReader:
    """Writes a file, reads it as webbkollen, and tells what a user would notice."""

    def __init__(self, catalogue: Catalogue, folder: Path) -> None:
        self.folder = folder
        self.instrument = catalogue.instruments["webbkollen-2017"]
        self.municipalities = catalogue.municipalities

    def path(self, content: bytes | str, name: str = "fil") -> Path:
        path = self.folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def read(self, content: bytes | str, mapping: str = "") -> Read[Batch]:
        map_path = self.path(mapping, "koppling.csv") if mapping else None
        return read_wide(self.path(content), self.instrument, self.municipalities, map_path)

    def batch(self, content: bytes | str, mapping: str = "") -> Batch:
        """What a file without problems holds."""
        read = self.read(content, mapping)
        assert (read.problems, read.value is None) == ((), False)
        assert read.value is not None
        return read.value

    def told(self, content: bytes | str, mapping: str = "") -> list[Told]:
        """Each problem as row, column and code, and nothing read when there is an error."""
        read = self.read(content, mapping)
        assert (read.value is None) == any(problem.severity.name == "ERROR" for problem in read.problems)
        return [(problem.row, problem.column, problem.code) for problem in read.problems]

    def answers(self, id: str, *cells: str) -> list[object]:
        """What the cells of the column `id` are read as, one row each."""
        batch = self.batch(with_column(id, *cells))
        return [batch.response(row).answers[id] for row in range(batch.length)]

    def sentences(self, content: bytes | str, mapping: str = "") -> list[tuple[str, str]]:
        """Each problem in Swedish and English."""
        return [(one.message(messages("sv")), one.message(messages("en"))) for one in self.read(content, mapping).problems]


def with_column(id: str, *cells: str) -> str:
    """A file of one column beside the municipality."""
    return csv_text([("kommunkod", id), *(("2080", cell) for cell in cells)])


def wide(*rows: Sequence[object], header: Sequence[str] = HEADER) -> str:
    return csv_text([header, *rows])


def personal(day: str, serial: str = "123") -> str:
    """A personal number that nobody has looked up: the day as yyyymmdd, a serial number, and the check digit that is right for them."""
    figures = [int(figure) * (2 - place % 2) for place, figure in enumerate(day[2:] + serial)]
    return f"{day}-{serial}{-sum(sum(map(int, str(figure))) for figure in figures) % 10}"
