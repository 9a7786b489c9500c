"""A check whose rule has an order is only shown by examples just inside and just outside it."""

from datetime import date

import pytest

from spegla.catalogue.rules import bind
from spegla.catalogue.rules.boundaries import untried_boundaries
from spegla.catalogue.values import Answer
from tests.spec.lek import chosen, scope
from tests.unit.catalogue.definitions import Folder, Found

Answers = dict[str, Answer]

# The rule, the examples, and the comparisons that they do not try.
BOUNDARIES: list[tuple[str, list[Answers], tuple[str, ...]]] = [
    ("alder > 12", [{"alder": 12}, {"alder": 13}], ()),
    ("alder > 12", [{"alder": 12}, {"alder": 14}], ("alder > 12",)),
    ("alder > 12", [{"alder": 11}, {"alder": 12}], ("alder > 12",)),
    ("alder > 12", [{"alder": 13}], ("alder > 12",)),
    ("alder > 12", [], ("alder > 12",)),
    ("alder >= 12", [{"alder": 11}, {"alder": 12}], ()),
    ("alder >= 12", [{"alder": 12}, {"alder": 13}], ("alder >= 12",)),
    ("alder < 12", [{"alder": 11}, {"alder": 12}], ()),
    ("alder < 12", [{"alder": 12}, {"alder": 13}], ("alder < 12",)),
    ("alder <= 12", [{"alder": 12}, {"alder": 13}], ()),
    ("alder <= 12", [{"alder": 11}, {"alder": 12}], ("alder <= 12",)),
    ("12 < alder", [{"alder": 12}, {"alder": 13}], ()),
    ("12 < alder", [{"alder": 80}], ("12 < alder",)),
    ("alder > syskon", [{"alder": 3, "syskon": 3}, {"alder": 4, "syskon": 3}], ()),
    ("alder > syskon", [{"alder": 3}, {"alder": 4, "syskon": 3}], ("alder > syskon",)),
    ('start > "2016-02-28"', [{"start": date(2016, 2, 28)}, {"start": date(2016, 2, 29)}], ()),
    ('start > "2016-02-28"', [{"start": date(2016, 2, 28)}, {"start": date(2016, 3, 1)}], ('start > "2016-02-28"',)),
    ('mod_fore < "modig"', [{"mod_fore": "modig"}, {"mod_fore": "lagom"}], ()),
    ('mod_fore < "modig"', [{"mod_fore": "modig"}, {"mod_fore": "radd"}], ('mod_fore < "modig"',)),
    ('mod_fore < "modig"', [{"mod_fore": "modig"}, {"mod_fore": "vet_inte"}], ('mod_fore < "modig"',)),
    ("count(leksaker) > 1", [{"leksaker": chosen("boll")}, {"leksaker": chosen("boll", "tag")}], ()),
    ("(2 < count(leksaker, vanner))", [{}], ("2 < count(leksaker, vanner)",)),
    # Equality has no boundary.
    ('alder == 12 or humor != "glad"', [{"alder": 3}], ()),
    ("alder in (12, 13)", [], ()),
    # Each comparison is tried by itself.
    ("alder > 12 and not (syskon < 3)", [{"alder": 12, "syskon": 2}, {"alder": 13, "syskon": 3}], ()),
    ("alder > 12 and not (syskon < 3)", [{"alder": 12}, {"alder": 13}], ("syskon < 3",)),
    ('smeknamn == "åäö" and\nalder > 12 or syskon < 3', [], ("alder > 12", "syskon < 3")),
    # A chain has a boundary for each link, and is named whole.
    ("6 <= alder < 13", [{"alder": 5}, {"alder": 6}, {"alder": 12}, {"alder": 13}], ()),
    ("6 <= alder < 13", [{"alder": 5}, {"alder": 6}], ("6 <= alder < 13",)),
]


@pytest.mark.parametrize(("rule", "examples", "untried"), BOUNDARIES)
def test_each_order_needs_an_example_on_either_side(rule: str, examples: list[Answers], untried: tuple[str, ...]) -> None:
    assert untried_boundaries(bind(rule, scope()), examples) == untried


def test_a_check_that_does_not_try_its_boundary_is_refused(folder: Folder) -> None:
    folder.changed('implausible: {syskon: "13"}', 'implausible: {syskon: "30"}')

    assert folder.problems() == [Found("example_boundary_untried", 'implausible: {syskon: "30"}')]
    (problem,) = folder.errors().problems
    assert problem.facts == {"id": "manga_syskon", "rule": "syskon > 12"}


def test_examples_may_share_the_two_sides(folder: Folder) -> None:
    folder.changed('right: {syskon: "12"}', 'right: [{syskon: "12"}, {syskon: "0"}]')

    assert len({check.id: check for check in folder.load().instruments["lek-1"].checks}["manga_syskon"].examples) == 1 + 2


def test_a_check_with_an_order_and_no_examples_is_one_problem(folder: Folder) -> None:
    folder.changed('    examples:\n      implausible: {syskon: "13"}\n      right: {syskon: "12"}\n', "")

    assert folder.problems() == [Found("definition_field_missing", "- id: manga_syskon")]


def test_a_derived_variable_has_boundaries_too(folder: Folder) -> None:
    """A check may name a derived count; its examples give the answers that it is counted from."""
    folder.added(
        """  - id: manga_val
    implausible_when: antal_val > 3
    says: {sv: Många val., en: Many choices.}
    examples:
      implausible: {leksaker: [boll, docka], vanner: [katt, hund]}
      right: {leksaker: [boll, docka], vanner: [katt]}""",
        under="checks",
    )

    assert "manga_val" in [check.id for check in folder.load().instruments["lek-1"].checks]
