"""How much of a file is read: the command line takes what a computer at hand can hold, a web page less."""

from dataclasses import dataclass

from spegla.importers.reading import UnreadableFileError
from spegla.importers.table import too_big


@dataclass(frozen=True)
class Limits:
    """At most `size` bytes, so many `rows` below the header, and so many `columns`, of which each takes a millisecond."""

    size: int
    rows: int
    columns: int = 1_000

    def guard_size(self, content: bytes) -> None:
        """Raises `UnreadableFileError` for too many bytes: before anything is made of them."""
        if len(content) > self.size:
            raise too_big(self.size)

    def guard_rows(self, rows: int) -> None:
        """Raises `UnreadableFileError` for too many rows."""
        if rows > self.rows:
            raise UnreadableFileError("file_too_many_rows", limit=str(self.rows))

    def guard_columns(self, columns: int) -> None:
        """Raises `UnreadableFileError` for too many columns."""
        if columns > self.columns:
            raise UnreadableFileError("file_too_many_columns", limit=str(self.columns))


COMMAND_LINE = Limits(2_000_000_000, 5_000_000, 100_000)
