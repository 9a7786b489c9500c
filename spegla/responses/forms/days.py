"""Days as people write them."""

import re
from datetime import date

from spegla.catalogue.values import day
from spegla.messages import LANGUAGES, messages

_DAYS = (
    # 2026-11-20, 2026/11/20, 2026.3.5
    re.compile(r"(?P<year>[0-9]{4})(?P<sep>[-/.])(?P<month>[0-9]{1,2})(?P=sep)(?P<day>[0-9]{1,2})"),
    # 20261120
    re.compile(r"(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})"),
    # 20/11 2026, 20/11-2026, 20.11.2026, 20-11-2026
    re.compile(r"(?P<day>[0-9]{1,2})[-/.] ?(?P<month>[0-9]{1,2})[-/. ] ?(?P<year>[0-9]{4})"),
    # 20 nov 2026, 20 november 2026
    re.compile(r"(?P<day>[0-9]{1,2})\.? (?P<month>[a-zå]{3,9})\.?,? (?P<year>[0-9]{4})"),
    # Nov 20, 2026
    re.compile(r"(?P<month>[a-zå]{3,9})\.? (?P<day>[0-9]{1,2}),? (?P<year>[0-9]{4})"),
)


class GivenError(ValueError):
    """What was written is no answer to the question; `code` is the sentence that says so."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def day_given(text: str) -> date:
    """A day as people write it. Raises `GivenError`.

    The year first (2026-11-20, 20261120, 2026/11/20, 2026-3-5) or last (20/11 2026, 20.11.2026, 20 nov 2026, den 20 november 2026,
    Nov 20, 2026). A year of two figures is guessed at by nobody.
    """
    written = " ".join(text.split()).casefold().removeprefix("den ")
    for found in (pattern.fullmatch(written) for pattern in _DAYS):
        if found is not None:
            try:
                return day(f"{found['year']}-{_month(found['month']):02}-{found['day']:0>2}")
            except ValueError:
                break
    raise GivenError("given_day")


def _month(text: str) -> int:
    """Which month it is in the year: by its number, its name or the beginning of it. ValueError for none."""
    if text.isdigit():
        return int(text)
    for language in LANGUAGES:
        for number, name in enumerate(messages(language).say("months").casefold().split(), start=1):
            if name.startswith(text):
                return number
    raise ValueError(text)
