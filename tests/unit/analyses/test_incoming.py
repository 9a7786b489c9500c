"""What a file would make is counted for those whose registrations it is, and for nobody else."""

import pytest

from spegla.analyses.incoming import Change, incoming
from spegla.catalogue import Catalogue
from spegla.disclosure import Audience, ClearingRefusedError


def test_every_kind_is_there_and_those_that_nobody_counted_are_none(catalogue: Catalogue) -> None:
    cleared = incoming(catalogue.instruments["webbkollen-2017"], "2080", {"new": 3}, Audience.staff_of("2080"))

    assert cleared.counts == {**{change.value: 0 for change in Change}, "new": 3}


def test_they_are_cleared_for_the_own_staff_alone(catalogue: Catalogue) -> None:
    with pytest.raises(ClearingRefusedError):
        incoming(catalogue.instruments["webbkollen-2017"], "2080", {"new": 3}, Audience.staff_of("2081"))
