"""The manual of the rule language: comparisons, missing answers, and, or, not.

Each row is a rule, the answers of one child, and what the rule says of them. Read from top to bottom it is the whole of the language; its
second half, about lists of choices, counts, derived variables and facts, is in test_rule_language_lists.py.
"""

from collections.abc import Mapping
from datetime import date

import pytest

from spegla.catalogue import Reason
from spegla.catalogue.rules import Truth
from spegla.catalogue.values import Answer
from tests.spec.lek import truth

TRUE, FALSE, UNKNOWN = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN
Row = tuple[str, Mapping[str, Answer], Truth]

A_CODE: list[Row] = [
    ('humor == "glad"', {"humor": "glad"}, TRUE),
    ('humor == "glad"', {"humor": "ledsen"}, FALSE),
    ('humor != "glad"', {"humor": "glad"}, FALSE),
    ('humor != "glad"', {"humor": "ledsen"}, TRUE),
    ("humor == 'glad'", {"humor": "glad"}, TRUE),
    ('"glad" == humor', {"humor": "glad"}, TRUE),
    ('"glad" != humor', {"humor": "glad"}, FALSE),
]


@pytest.mark.parametrize(("rule", "answers", "says"), A_CODE)
def test_an_answer_is_compared_with_a_code(rule: str, answers: Mapping[str, Answer], says: Truth) -> None:
    assert truth(rule, answers) is says


A_LIST: list[Row] = [
    ('humor in ("glad", "arg")', {"humor": "glad"}, TRUE),
    ('humor in ("glad", "arg")', {"humor": "arg"}, TRUE),
    ('humor in ("glad", "arg")', {"humor": "ledsen"}, FALSE),
    ('humor not in ("glad", "arg")', {"humor": "ledsen"}, TRUE),
    ('humor in ["glad", "arg"]', {"humor": "arg"}, TRUE),
    ('humor in {"glad", "arg"}', {"humor": "arg"}, TRUE),
    ('humor in ("glad",)', {"humor": "glad"}, TRUE),
    ("alder in (6, 7)", {"alder": 7}, TRUE),
    ("alder in (6, 7)", {"alder": 8}, FALSE),
    ('start in ("2016-06-01", "2016-06-02")', {"start": date(2016, 6, 2)}, TRUE),
]


@pytest.mark.parametrize(("rule", "answers", "says"), A_LIST)
def test_in_is_one_of_several_codes(rule: str, answers: Mapping[str, Answer], says: Truth) -> None:
    assert truth(rule, answers) is says


EVERY_TYPE: list[Row] = [
    ("alder == 6", {"alder": 6}, TRUE),
    ("alder != 6", {"alder": 6}, FALSE),
    ("alder < 6", {"alder": 5}, TRUE),
    ("alder < 6", {"alder": 6}, FALSE),
    ("alder <= 6", {"alder": 6}, TRUE),
    ("alder <= 6", {"alder": 7}, FALSE),
    ("alder > 6", {"alder": 7}, TRUE),
    ("alder > 6", {"alder": 6}, FALSE),
    ("alder >= 6", {"alder": 6}, TRUE),
    ("alder >= 6", {"alder": 5}, FALSE),
    ("alder > -1", {"alder": 0}, TRUE),
    ("6 < alder", {"alder": 7}, TRUE),
    ("6 >= alder", {"alder": 7}, FALSE),
    ("alder > syskon", {"alder": 6, "syskon": 2}, TRUE),
    ("alder == syskon", {"alder": 2, "syskon": 2}, TRUE),
    ('start == "2016-06-01"', {"start": date(2016, 6, 1)}, TRUE),
    ('start < "2016-06-01"', {"start": date(2016, 5, 31)}, TRUE),
    ('start >= "2016-06-01"', {"start": date(2016, 5, 31)}, FALSE),
    ('"2016-06-01" < start', {"start": date(2016, 10, 1)}, TRUE),
    ("slut >= start", {"start": date(2016, 6, 1), "slut": date(2016, 6, 1)}, TRUE),
    ("slut < start", {"start": date(2016, 6, 1), "slut": date(2016, 6, 2)}, FALSE),
    ('smeknamn == "Lillskutt"', {"smeknamn": "Lillskutt"}, TRUE),
    ('smeknamn == "lillskutt"', {"smeknamn": "Lillskutt"}, FALSE),
    ('smeknamn != "Åskmoln"', {"smeknamn": "Lillskutt"}, TRUE),
]


@pytest.mark.parametrize(("rule", "answers", "says"), EVERY_TYPE)
def test_numbers_days_and_texts_are_compared_as_what_they_are(rule: str, answers: Mapping[str, Answer], says: Truth) -> None:
    assert truth(rule, answers) is says


# The list is radd, lagom, modig. By the alphabet, lagom would come first.
AN_ORDER: list[Row] = [
    ('mod_fore < "lagom"', {"mod_fore": "radd"}, TRUE),
    ('mod_fore < "lagom"', {"mod_fore": "lagom"}, FALSE),
    ('mod_fore <= "lagom"', {"mod_fore": "lagom"}, TRUE),
    ('mod_fore > "lagom"', {"mod_fore": "radd"}, FALSE),
    ('mod_fore >= "lagom"', {"mod_fore": "modig"}, TRUE),
    ('"lagom" < mod_fore', {"mod_fore": "modig"}, TRUE),
    ("mod_efter > mod_fore", {"mod_fore": "radd", "mod_efter": "lagom"}, TRUE),
    ("mod_efter > mod_fore", {"mod_fore": "lagom", "mod_efter": "radd"}, FALSE),
    ("mod_efter == mod_fore", {"mod_fore": "lagom", "mod_efter": "lagom"}, TRUE),
    ("mod_efter != mod_fore", {"mod_fore": "lagom", "mod_efter": "lagom"}, FALSE),
    ('vikt > "latt"', {"vikt": "tung"}, TRUE),
]


@pytest.mark.parametrize(("rule", "answers", "says"), AN_ORDER)
def test_ordered_answers_compare_by_their_place_in_the_list(rule: str, answers: Mapping[str, Answer], says: Truth) -> None:
    assert truth(rule, answers) is says


CHAINS: list[Row] = [
    ("6 <= alder < 13", {"alder": 5}, FALSE),
    ("6 <= alder < 13", {"alder": 6}, TRUE),
    ("6 <= alder < 13", {"alder": 12}, TRUE),
    ("6 <= alder < 13", {"alder": 13}, FALSE),
    ("6 <= alder < 13", {}, UNKNOWN),
    ("syskon < alder < 13", {"syskon": 3, "alder": 3}, FALSE),
    ("syskon < alder < 13", {"syskon": 3}, UNKNOWN),
    ("syskon < alder < 13", {"alder": 13}, FALSE),
    ('"radd" < mod_fore == mod_efter', {"mod_fore": "lagom", "mod_efter": "lagom"}, TRUE),
]


@pytest.mark.parametrize(("rule", "answers", "says"), CHAINS)
def test_a_chain_is_each_of_its_links(rule: str, answers: Mapping[str, Answer], says: Truth) -> None:
    assert truth(rule, answers) is says


SUMS: list[Row] = [
    ("alder + syskon == 9", {"alder": 6, "syskon": 3}, TRUE),
    ("alder + syskon == 9", {"alder": 6, "syskon": 2}, FALSE),
    ("alder + syskon != 9", {"alder": 6, "syskon": 2}, TRUE),
    ("alder + syskon > 8", {"alder": 6, "syskon": 2}, FALSE),
    ("8 >= alder + syskon", {"alder": 6, "syskon": 2}, TRUE),
    ("ar == alder + syskon + syskon", {"ar": 12, "alder": 6, "syskon": 3}, TRUE),
    ("ar < alder + (syskon + syskon)", {"ar": 12, "alder": 6, "syskon": 3}, FALSE),
    ("alder + syskon == 9", {"alder": 9}, UNKNOWN),
    ("alder + syskon == 9", {"alder": 9, "syskon": Reason.NOT_ASKED}, UNKNOWN),
    ("alder + syskon == ar", {"alder": 6, "syskon": 3}, UNKNOWN),
    ("alder + syskon == 9 or alder > 8", {"alder": 9}, TRUE),
]


@pytest.mark.parametrize(("rule", "answers", "says"), SUMS)
def test_a_sum_is_unknown_when_any_of_its_numbers_is(rule: str, answers: Mapping[str, Answer], says: Truth) -> None:
    assert truth(rule, answers) is says


COMPARISONS = [
    'humor == "glad"',
    'humor != "glad"',
    'humor in ("glad", "arg")',
    'humor not in ("glad", "arg")',
    'mod_fore == "lagom"',
    'mod_fore != "lagom"',
    'mod_fore < "lagom"',
    'mod_fore >= "lagom"',
    "mod_fore < mod_efter",
    "mod_efter == mod_fore",
    "alder == 6",
    "alder != 6",
    "alder > 6",
    "alder <= syskon",
    'start == "2016-06-01"',
    "slut < start",
    'smeknamn == "Lillskutt"',
    'smeknamn != "Lillskutt"',
    '"boll" in leksaker',
    '"boll" not in leksaker',
    "count(leksaker) > 0",
    "count(leksaker, vanner) == 0",
    "alder + syskon == 9",
    "alder + syskon < ar",
]
OTHERS: Mapping[str, Answer] = {"mod_efter": "lagom", "syskon": 1, "slut": date(2016, 6, 1), "vanner": frozenset({"katt"})}
REASONS = [None, *Reason]


@pytest.mark.parametrize("reason", REASONS)
@pytest.mark.parametrize("rule", COMPARISONS)
def test_every_comparison_with_a_blank_is_unknown(rule: str, reason: Reason | None) -> None:
    blank = ("humor", "mod_fore", "alder", "start", "smeknamn", "leksaker")
    answers: dict[str, Answer] = {**OTHERS, **({} if reason is None else dict.fromkeys(blank, reason))}

    assert truth(rule, answers) is UNKNOWN


A_MISSING_CODE: list[Row] = [
    # In a comparison with anything else, a code that means missing is as good as a blank …
    ('humor == "glad"', {"humor": "vet_inte"}, UNKNOWN),
    ('humor != "glad"', {"humor": "vill_inte"}, UNKNOWN),
    ('humor in ("glad", "arg")', {"humor": "vet_inte"}, UNKNOWN),
    ('mod_fore < "modig"', {"mod_fore": "vet_inte"}, UNKNOWN),
    ('mod_fore != "modig"', {"mod_fore": "ej_aktuellt"}, UNKNOWN),
    ("mod_fore == mod_efter", {"mod_fore": "vet_inte", "mod_efter": "vet_inte"}, UNKNOWN),
    # … but naming the code itself is true or false, whatever the answer.
    ('humor == "vet_inte"', {"humor": "vet_inte"}, TRUE),
    ('humor == "vet_inte"', {"humor": "vill_inte"}, FALSE),
    ('humor == "vet_inte"', {"humor": "glad"}, FALSE),
    ('humor == "vet_inte"', {}, FALSE),
    ('humor == "vet_inte"', {"humor": Reason.NOT_KNOWN}, FALSE),
    ('humor != "vet_inte"', {"humor": "vet_inte"}, FALSE),
    ('humor != "vet_inte"', {"humor": "glad"}, TRUE),
    ('humor != "vet_inte"', {}, TRUE),
    ('mod_fore == "ej_aktuellt"', {"mod_fore": "ej_aktuellt"}, TRUE),
    # In a list, each code is named by itself.
    ('humor in ("vet_inte", "vill_inte")', {"humor": "vill_inte"}, TRUE),
    ('humor in ("vet_inte", "vill_inte")', {"humor": "glad"}, FALSE),
    ('humor in ("vet_inte", "vill_inte")', {}, FALSE),
    ('humor in ("glad", "vet_inte")', {"humor": "vet_inte"}, TRUE),
    ('humor in ("glad", "vet_inte")', {"humor": "vill_inte"}, UNKNOWN),
    ('humor not in ("glad", "vet_inte")', {"humor": "arg"}, TRUE),
]


@pytest.mark.parametrize(("rule", "answers", "says"), A_MISSING_CODE)
def test_a_code_that_means_missing_is_unknown_unless_it_is_named(rule: str, answers: Mapping[str, Answer], says: Truth) -> None:
    assert truth(rule, answers) is says


ANSWERED: list[Row] = [
    ("answered(humor)", {"humor": "glad"}, TRUE),
    ("answered(humor)", {}, FALSE),
    ("answered(humor)", {"humor": "vet_inte"}, FALSE),
    ("answered(humor)", {"humor": Reason.DECLINED}, FALSE),
    ("not answered(humor)", {}, TRUE),
    ("answered(mod_fore)", {"mod_fore": "ej_aktuellt"}, FALSE),
    ("answered(alder)", {"alder": 0}, TRUE),
    ("answered(start)", {"start": date(2016, 6, 1)}, TRUE),
    ("answered(smeknamn)", {"smeknamn": "Lillskutt"}, TRUE),
    ("answered(smeknamn)", {"smeknamn": Reason.NOT_ASKED}, FALSE),
    ("answered(leksaker)", {"leksaker": frozenset({"boll"})}, TRUE),
    ("answered(leksaker)", {"leksaker": frozenset({"inga"})}, TRUE),
    ("answered(leksaker)", {"leksaker": frozenset({"vet_inte"})}, FALSE),
]


@pytest.mark.parametrize(("rule", "answers", "says"), ANSWERED)
def test_answered_is_true_of_a_substantive_answer(rule: str, answers: Mapping[str, Answer], says: Truth) -> None:
    assert truth(rule, answers) is says


# Kleene's tables. A child is glad (true), sad (false) or has not said (unknown); another is brave, afraid or has not said.
FIRST: Mapping[Truth, Mapping[str, Answer]] = {TRUE: {"humor": "glad"}, FALSE: {"humor": "ledsen"}, UNKNOWN: {}}
SECOND: Mapping[Truth, Mapping[str, Answer]] = {TRUE: {"mod_fore": "modig"}, FALSE: {"mod_fore": "radd"}, UNKNOWN: {}}
KLEENE = [
    (TRUE, TRUE, TRUE, TRUE),
    (TRUE, UNKNOWN, UNKNOWN, TRUE),
    (TRUE, FALSE, FALSE, TRUE),
    (UNKNOWN, TRUE, UNKNOWN, TRUE),
    (UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN),
    (UNKNOWN, FALSE, FALSE, UNKNOWN),
    (FALSE, TRUE, FALSE, TRUE),
    (FALSE, UNKNOWN, FALSE, UNKNOWN),
    (FALSE, FALSE, FALSE, FALSE),
]


@pytest.mark.parametrize(("first", "second", "both", "either"), KLEENE)
def test_and_or_are_kleenes(first: Truth, second: Truth, both: Truth, either: Truth) -> None:
    answers = {**FIRST[first], **SECOND[second]}

    assert truth('humor == "glad" and mod_fore == "modig"', answers) is both
    assert truth('humor == "glad" or mod_fore == "modig"', answers) is either


@pytest.mark.parametrize(("part", "says"), [(TRUE, FALSE), (FALSE, TRUE), (UNKNOWN, UNKNOWN)])
def test_not_turns_true_and_false_and_leaves_unknown(part: Truth, says: Truth) -> None:
    assert truth('not humor == "glad"', FIRST[part]) is says


BINDING: list[Row] = [
    ('humor == "glad" or humor == "arg" and alder > 6', {"humor": "glad", "alder": 6}, TRUE),
    ('(humor == "glad" or humor == "arg") and alder > 6', {"humor": "glad", "alder": 6}, FALSE),
    ('not humor == "glad" and alder > 6', {"humor": "arg", "alder": 7}, TRUE),
    ('not (humor == "glad" and alder > 6)', {"humor": "glad", "alder": 6}, TRUE),
    ('not humor == "arg" or alder > 6', {"humor": "arg", "alder": 7}, TRUE),
    ('not not humor == "glad"', {"humor": "glad"}, TRUE),
    ('humor == "glad" and\n    alder > 6', {"humor": "glad", "alder": 7}, TRUE),
    ('\thumor\t==\t"glad"', {"humor": "glad"}, TRUE),
]


@pytest.mark.parametrize(("rule", "answers", "says"), BINDING)
def test_not_binds_tighter_than_and_and_and_tighter_than_or(rule: str, answers: Mapping[str, Answer], says: Truth) -> None:
    assert truth(rule, answers) is says
