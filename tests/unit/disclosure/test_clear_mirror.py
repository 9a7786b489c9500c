"""An exact mirror is for those who hold the rows."""

import pytest

from spegla.catalogue import Confidentiality, Reason
from spegla.columns import Holder, Origin, VariableTally
from spegla.disclosure import Audience, ClearingRefusedError, Policy
from spegla.disclosure.mirrors import clear_mirror
from spegla.statistics.distributions import CountedGroup, CountedMirror, distribution

FALUN, BORLANGE = "2080", "2081"


def counted(holder: Holder, *organisations: str, n: int = 3) -> CountedMirror:
    origin = Origin("webbkollen-2017", Confidentiality.SENSITIVE, frozenset(organisations), holder)
    tally = VariableTally("kon", 3, 2, {Reason.NOT_ANSWERED: 1}, {"flicka": 1, "pojke": 1})
    return CountedMirror(origin, (), (CountedGroup("alla", n, (distribution(tally, n, None),)),))


def test_the_one_with_the_file_in_hand_sees_every_municipality_in_it() -> None:
    assert clear_mirror(counted(Holder.FILE, FALUN, BORLANGE), Audience.file_holder()).policy is Policy.OWN


def test_staff_see_their_own_rows() -> None:
    assert clear_mirror(counted(Holder.STORE, FALUN), Audience.staff_of(FALUN)).policy is Policy.OWN


def test_staff_see_that_their_store_is_empty() -> None:
    assert clear_mirror(counted(Holder.STORE, n=0), Audience.staff_of(FALUN)).policy is Policy.OWN


@pytest.mark.parametrize("audience", [Audience.anyone(), Audience.region()])
def test_that_a_store_is_empty_is_not_for_others(audience: Audience) -> None:
    with pytest.raises(ClearingRefusedError):
        clear_mirror(counted(Holder.STORE, n=0), audience)


def test_rows_that_nobody_says_whose_they_are_are_nobodys() -> None:
    with pytest.raises(ClearingRefusedError):
        clear_mirror(counted(Holder.STORE, n=1), Audience.staff_of(FALUN))


@pytest.mark.parametrize("holder", Holder)
@pytest.mark.parametrize("audience", [Audience.anyone(), Audience.region(), Audience.staff_of(BORLANGE)])
def test_others_see_no_exact_figure(holder: Holder, audience: Audience) -> None:
    with pytest.raises(ClearingRefusedError):
        clear_mirror(counted(holder, FALUN), audience)


def test_what_is_cleared_is_what_was_counted() -> None:
    (group,) = clear_mirror(counted(Holder.FILE, FALUN), Audience.file_holder()).groups

    (variable,) = group.variables
    assert (group.code, group.n) == ("alla", 3)
    assert (variable.asked, variable.answered, variable.missing) == (3, 2, {"not_answered": 1})
    assert [(one.code, one.n, one.percent) for one in variable.alternatives] == [("flicka", 1, 50), ("pojke", 1, 50)]
