"""Where organisations stand: paths, entities and boards under every sequence of changes, and codes that are nobody else's."""

import re
from collections.abc import Callable, Sequence
from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from spegla.portal.accounts.models import Former, Organisation, Person
from spegla.portal.accounts.roles import OrganisationKind, Permission
from spegla.portal.store import parts
from spegla.portal.store.audit import Audit
from spegla.portal.store.parts import Standing, code_of, free_code
from spegla.portal.use_cases.access import Actor
from tests.portal.conftest import AT

DAY = AT.date()
NAMES = st.text(max_size=60)
SEGMENTS = st.lists(st.sampled_from(["a", "b", "ab", "20", "x-2"]), max_size=3)


@given(NAMES)
@example("Älvängens öppenvård")
@example("")
@example("2080")
@example("ﬁ ½ ² Ⅷ")
def test_a_code_is_small_letters_figures_and_hyphens_with_a_letter_first(name: str) -> None:
    assert re.fullmatch("[a-z]([a-z0-9-]{0,18}[a-z0-9])?", code_of(name))


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Barn och unga", "barn-och-unga"),
        ("Årsta Äldre Östra", "arsta-aldre-ostra"),
        ("Sjöbo/Ö-vik  (2)", "sjobo-o-vik-2"),
        ("Café Smørrebrød", "cafe-smorrebrod"),
        ("Mottagning och förhandsbedömning", "mottagning-och-forha"),
        ("112", "enhet-112"),
        ("???", "enhet"),
    ],
)
def test_a_code_is_made_from_the_name(name: str, code: str) -> None:
    assert code_of(name) == code


@given(st.lists(NAMES, max_size=30))
@example(["Barn"] * 12)
@example(["Mottagning och förhandsbedömning"] * 11)
def test_no_two_get_the_same_code(names: Sequence[str]) -> None:
    taken: set[str] = set()
    for name in names:
        code = free_code(name, taken)
        assert len(code) <= 20
        assert code not in taken
        taken.add(code)


@given(SEGMENTS, SEGMENTS, st.booleans())
def test_what_is_moved_keeps_its_place_below_what_moved(below: list[str], inside: list[str], in_district: bool) -> None:
    """And a district's cases stay its own, wherever it goes."""
    top = Standing("n/20/2080", "n/20/2080", "n/20/2080")
    district = "/".join([top.path, "district"])
    path = "/".join([district if in_district else top.path, *inside])
    one = Standing(path, top.entity, district if in_district else top.authority)
    to = Standing("/".join(["n/03", *below, "2080"]), "n/03/0331", "n/03/0331")

    moved = one.moved(top, to)

    assert moved.path.removeprefix(to.path) == one.path.removeprefix(top.path)
    assert moved.entity == to.entity
    assert moved.authority == (f"{to.path}/district" if in_district else to.authority)
    # Nothing is lost on the way.
    back = moved.moved(to, top)
    assert back == one


@given(st.dates(), st.none() | st.dates(), st.none() | st.dates())
def test_what_is_there_has_begun_and_has_not_closed(day: date, begins: date | None, ends: date | None) -> None:
    one = Organisation(valid_from=begins, valid_until=ends)

    assert one.valid(day) == ((begins is None or begins <= day) and (ends is None or day < ends))
    assert not (one.valid(day) and one.closed(day))
    if one.closed(day) and day < date.max:
        assert one.closed(day + timedelta(days=1))


@given(SEGMENTS, SEGMENTS)
def test_within_is_by_whole_steps_of_the_path(one: list[str], other: list[str]) -> None:
    upper, lower = ("/".join(["n", *parts_]) for parts_ in (one, other))
    above, below = (Organisation(path=path, entity="n") for path in (upper, lower))

    assert below.within(above) == (other[: len(one)] == one)
    assert not Organisation(path=lower, entity="m").within(above)


OPERATIONS = st.lists(
    st.tuples(st.sampled_from(["unit", "district", "rename", "move", "close"]), st.integers(0, 40), st.integers(0, 40), NAMES),
    max_size=12,
)


@pytest.mark.django_db
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(OPERATIONS)
@example([("district", 0, 0, "A"), ("unit", 1, 0, "B"), ("move", 0, 1, ""), ("move", 0, 1, ""), ("rename", 0, 0, "C")])
def test_the_tree_holds_together_whatever_is_done_to_it(
    person: Callable[[str], Person], operations: list[tuple[str, int, int, str]]
) -> None:
    falun = person("maja").organisation
    with transaction.atomic():
        point = transaction.savepoint()
        for operation in operations:
            apply(falun, *operation)
        tree = parts.tree_of(falun)
        by_id = {one.id: one for one in tree}
        for one in tree[1:]:
            parent = by_id[one.parent_id or 0]
            assert one.path == f"{parent.path}/{one.code}"
            assert one.entity == falun.path
            assert one.authority == (one.path if one.kind == "district" else parent.authority)
            assert one.within(parent)
            assert one.within(falun)
        codes = [one.code for one in tree]
        assert len(set(codes)) == len(codes)
        # Nobody stands where another has stood.
        assert not any(Former.objects.filter(path=one.path).exclude(organisation=one).exists() for one in tree)
        transaction.savepoint_rollback(point)


def apply(falun: Organisation, what: str, which: int, where: int, name: str) -> None:
    """One change, on one of those that can be so changed; nothing when there is none."""
    audit = Audit(None, "organisation_added", AT)
    tree = parts.tree_of(falun)
    tops = [one for one in tree if one.kind in ("municipality", "district")]
    some = [one for one in tree if one.kind == "unit"]
    if what in ("unit", "district"):
        parent = tops[which % len(tops)] if what == "unit" else tops[0]
        parts.add(parent, OrganisationKind(what), name, DAY, audit)
    elif some and what == "move":
        parts.move(some[which % len(some)], tops[where % len(tops)], DAY, audit)
    elif some and what == "rename":
        parts.rename(some[which % len(some)], name, DAY, audit)
    elif some:
        parts.close(some[which % len(some)], DAY, audit)


@pytest.mark.django_db
def test_a_role_in_the_municipality_reaches_its_districts_but_not_their_cases(person: Callable[[str], Person]) -> None:
    falun = person("maja").organisation
    audit = Audit(None, "organisation_added", AT)
    with transaction.atomic():
        district = parts.add(falun, OrganisationKind.DISTRICT, "Norra", DAY, audit)
        there = parts.add(district, OrganisationKind.UNIT, "Mottagning", DAY, audit)
        here = parts.add(falun, OrganisationKind.UNIT, "Stöd", DAY, audit)
    reads, sees = Permission.PEOPLE_READ, Permission.CASES_READ
    leader = person("bo")

    above = Actor(leader, falun, ((falun, "gruppledare"),))
    assert all(above.may(reads, one) for one in (falun, district, there, here))
    assert [above.may(sees, one) for one in (falun, here, district, there)] == [True, True, False, False]

    inside = Actor(leader, falun, ((district, "gruppledare"),))
    assert [inside.may(sees, one) for one in (district, there, falun, here)] == [True, True, False, False]

    both = Actor(leader, falun, ((falun, "gruppledare"), (district, "gruppledare")))
    assert both.places(reads) == [falun]
    assert both.places(sees) == [falun, district]
