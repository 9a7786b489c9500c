"""Groups of numbers (ages, sizes) that overlap, so that one thing could be in two of them."""

import re
from itertools import combinations

from spegla.catalogue.model import Category, Instrument

_BAND = re.compile("([0-9]{1,9})-([0-9]{1,9})")


def overlapping_bands(instrument: Instrument) -> tuple[tuple[str, Category, Category], ...]:
    """For each variable the pairs of alternatives with a number in common, by their codes (`6-10` and `10-15`)."""
    found = []
    for variable in instrument.variables:
        bands = [(one, _BAND.fullmatch(one.code)) for one in variable.categories]
        known = [(one, int(band[1]), int(band[2])) for one, band in bands if band]
        for (one, low, high), (other, other_low, other_high) in combinations(known, 2):
            if low <= other_high and other_low <= high:
                found.append((variable.id, one, other))
    return tuple(found)
