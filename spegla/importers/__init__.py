"""A file → what it holds and every problem in it. A file with an error gives nothing but its problems."""

from spegla.importers.answers import read_answers, validate_answers
from spegla.importers.long_form import read_long
from spegla.importers.population import read_population
from spegla.importers.printed import read_printed
from spegla.importers.published import Published, read_published
from spegla.importers.reading import Read
from spegla.importers.wide_form import read_wide

__all__ = [
    "Published",
    "Read",
    "read_answers",
    "read_long",
    "read_population",
    "read_printed",
    "read_published",
    "read_wide",
    "validate_answers",
]
