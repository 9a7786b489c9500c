"""Workbooks whose bytes follow from the definition alone, and in which no text becomes a formula."""

from datetime import UTC, datetime, time
from io import BytesIO
from typing import Any

from spegla.catalogue import Instrument

# No cell becomes a formula, a link or a number because of how its text looks.
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def book(stream: BytesIO, instrument: Instrument) -> Any:
    """An empty workbook that will be written to `stream`."""
    import xlsxwriter

    one = xlsxwriter.Workbook(stream, dict(_OPTIONS))
    # The day when the definition was last looked at stands in for today, which would change the bytes.
    created = datetime.combine(instrument.provenance.reviewed, time(), UTC)
    one.set_properties({"title": instrument.title.sv, "subject": instrument.reference, "created": created})
    return one


def saved(one: Any, stream: BytesIO) -> bytes:
    """The bytes of the workbook."""
    one.close()
    return stream.getvalue()
