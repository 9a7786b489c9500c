"""The manual of the rule language, second half: choices among several, counts, derived variables and the facts of every response."""

from collections.abc import Mapping
from datetime import date

import pytest

from spegla.catalogue import Reason
from spegla.catalogue.rules import Truth
from spegla.catalogue.values import Answer
from tests.spec.lek import chosen, truth

TRUE, FALSE, UNKNOWN = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN
Row = tuple[str, Mapping[str, Answer], Truth]

CHOSEN: list[Row] = [
    ('"boll" in leksaker', {"leksaker": chosen("boll")}, TRUE),
    ('"boll" in leksaker', {"leksaker": chosen("boll", "tag")}, TRUE),
    ('"boll" in leksaker', {"leksaker": chosen("docka", "tag")}, FALSE),
    ('"boll" in leksaker', {"leksaker": chosen("inga")}, FALSE),
    ('"boll" not in leksaker', {"leksaker": chosen("docka")}, TRUE),
    ('"inga" in leksaker', {"leksaker": chosen("inga")}, TRUE),
    ('"boll" in leksaker and "tag" in leksaker', {"leksaker": chosen("boll", "tag")}, TRUE),
    ('"boll" in leksaker', {"leksaker": chosen("vet_inte")}, UNKNOWN),
    ('"boll" in leksaker', {"leksaker": chosen("boll", "vet_inte")}, UNKNOWN),
    ('"vet_inte" in leksaker', {"leksaker": chosen("vet_inte")}, TRUE),
    ('"vet_inte" in leksaker', {"leksaker": chosen("boll")}, FALSE),
    ('"vet_inte" in leksaker', {}, FALSE),
    ('"vet_inte" in leksaker', {"leksaker": Reason.NOT_KNOWN}, FALSE),
]


@pytest.mark.parametrize(("rule", "answers", "says"), CHOSEN)
def test_a_code_is_among_those_chosen(rule: str, answers: Mapping[str, Answer], says: Truth) -> None:
    assert truth(rule, answers) is says


COUNTS: list[Row] = [
    ("count(leksaker) == 2", {"leksaker": chosen("boll", "tag")}, TRUE),
    ("count(leksaker) > 2", {"leksaker": chosen("boll", "tag")}, FALSE),
    ("count(leksaker) >= 3", {"leksaker": chosen("boll", "tag", "docka")}, TRUE),
    ("2 < count(leksaker)", {"leksaker": chosen("boll", "tag", "docka")}, TRUE),
    ("1 <= count(leksaker) <= 2", {"leksaker": chosen("boll", "tag", "docka")}, FALSE),
    # An exclusive alternative is chosen, but is none.
    ("count(leksaker) == 0", {"leksaker": chosen("inga")}, TRUE),
    # Several questions are counted together.
    ("count(leksaker, vanner) == 3", {"leksaker": chosen("boll", "tag"), "vanner": chosen("katt")}, TRUE),
    ("count(leksaker, vanner) == 1", {"leksaker": chosen("inga"), "vanner": chosen("katt")}, TRUE),
    # One that is missing makes the number unknown, also when the rest would be enough.
    ("count(leksaker, vanner) >= 1", {"leksaker": chosen("boll", "tag")}, UNKNOWN),
    ("count(leksaker, vanner) >= 1", {"leksaker": chosen("vet_inte"), "vanner": chosen("katt")}, UNKNOWN),
    ("count(leksaker, vanner) >= 1", {"leksaker": Reason.NOT_ASKED, "vanner": chosen("katt")}, UNKNOWN),
    # A number may be a question too.
    ("count(leksaker) == syskon", {"leksaker": chosen("boll", "tag"), "syskon": 2}, TRUE),
    ("syskon < count(leksaker)", {"leksaker": chosen("boll", "tag"), "syskon": 1}, TRUE),
    ("count(leksaker) > syskon", {"leksaker": chosen("boll", "tag")}, UNKNOWN),
]


@pytest.mark.parametrize(("rule", "answers", "says"), COUNTS)
def test_count_is_the_number_of_chosen_alternatives(rule: str, answers: Mapping[str, Answer], says: Truth) -> None:
    assert truth(rule, answers) is says


DERIVED: list[Row] = [
    # The first case that is true gives the code.
    ('modigare == "ja"', {"mod_fore": "radd", "mod_efter": "modig"}, TRUE),
    ('modigare == "ja"', {"mod_fore": "modig", "mod_efter": "radd"}, FALSE),
    ('modigare in ("ja", "nej")', {"mod_fore": "modig", "mod_efter": "radd"}, TRUE),
    # An unknown case before it makes the derived value unknown, like any missing answer.
    ('modigare == "ja"', {"mod_fore": "radd"}, UNKNOWN),
    ('modigare != "ja"', {"mod_fore": "vet_inte", "mod_efter": "modig"}, UNKNOWN),
    ("answered(modigare)", {"mod_fore": "radd"}, FALSE),
    ("answered(modigare)", {"mod_fore": "radd", "mod_efter": "lagom"}, TRUE),
    ('mod_gissat == "radd"', {"humor": "ledsen"}, UNKNOWN),
    ('mod_gissat == "radd"', {"alder": 9, "humor": "ledsen"}, TRUE),
    # No case that is true: there is nothing to compare.
    ('mod_gissat == "radd"', {"alder": 9, "humor": "glad"}, UNKNOWN),
    ("answered(mod_gissat)", {"alder": 9, "humor": "glad"}, FALSE),
    # An ordered derived variable stands in the same list as the question.
    ("mod_gissat > mod_fore", {"alder": 10, "mod_fore": "lagom"}, TRUE),
    ('mod_gissat < "modig"', {"alder": 10}, FALSE),
    # A case may give a code that means missing.
    ('mod_gissat == "ej_aktuellt"', {"alder": 2}, TRUE),
    ('mod_gissat == "modig"', {"alder": 2}, UNKNOWN),
    ("answered(mod_gissat)", {"alder": 2}, FALSE),
    # A count is a number.
    ("antal_val > 2", {"leksaker": chosen("boll", "tag"), "vanner": chosen("katt")}, TRUE),
    ("antal_val == 0", {"leksaker": chosen("inga"), "vanner": chosen("inga")}, TRUE),
    ("antal_val > 2", {"leksaker": chosen("boll", "tag")}, UNKNOWN),
    ("antal_val > syskon", {"leksaker": chosen("boll"), "vanner": chosen("inga"), "syskon": 0}, TRUE),
]


@pytest.mark.parametrize(("rule", "answers", "says"), DERIVED)
def test_a_derived_variable_is_named_as_any_other(rule: str, answers: Mapping[str, Answer], says: Truth) -> None:
    assert truth(rule, answers) is says


FACTS: list[Row] = [
    ('kommunkod == "2080"', {"kommunkod": "2080"}, TRUE),
    ('kommunkod in ("2080", "2081")', {"kommunkod": "2084"}, FALSE),
    ('enhet == "Lekstugan"', {"enhet": "Lekstugan"}, TRUE),
    ('datum >= "2016-01-01"', {"datum": date(2015, 12, 31)}, FALSE),
    ("datum >= start", {"datum": date(2016, 6, 2), "start": date(2016, 6, 1)}, TRUE),
    ("ar == 2016", {"ar": 2016}, TRUE),
    ("2014 < ar <= 2016", {"ar": 2014}, FALSE),
    ("ar > alder", {"ar": 2016, "alder": 7}, TRUE),
    ('enhet == "Lekstugan"', {}, UNKNOWN),
    ("answered(enhet)", {}, FALSE),
]


@pytest.mark.parametrize(("rule", "answers", "says"), FACTS)
def test_who_where_and_when_need_no_question(rule: str, answers: Mapping[str, Answer], says: Truth) -> None:
    assert truth(rule, answers) is says
