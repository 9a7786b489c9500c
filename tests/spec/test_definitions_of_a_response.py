"""What definitions make of one response: a check fires, a derived variable has a value, a row has a role in an indicator."""

from collections.abc import Mapping
from datetime import date

import pytest

from spegla.catalogue import Reason, Role
from spegla.catalogue.rules import bind, missing_in
from spegla.catalogue.values import Answer
from tests.spec.lek import chosen, lek, scope

Answers = Mapping[str, Answer]
JUNE_1, JUNE_2 = date(2016, 6, 1), date(2016, 6, 2)


@pytest.mark.parametrize(
    ("check", "answers", "fires"),
    [
        ("slut_fore_start", {"start": JUNE_2, "slut": JUNE_1}, True),
        ("slut_fore_start", {"start": JUNE_1, "slut": JUNE_1}, False),
        ("slut_fore_start", {"start": JUNE_2}, False),
        ("manga_syskon", {"syskon": 13}, True),
        ("manga_syskon", {"syskon": 12}, False),
    ],
)
def test_a_check_fires_on_true_and_is_silent_on_unknown(check: str, answers: Answers, fires: bool) -> None:
    assert {one.id: one for one in lek().checks}[check].fires(answers) is fires


@pytest.mark.parametrize(
    ("derived", "answers", "value"),
    [
        ("modigare", {"mod_fore": "radd", "mod_efter": "lagom"}, "ja"),
        ("modigare", {"mod_fore": "lagom", "mod_efter": "lagom"}, "nej"),
        ("modigare", {"mod_fore": "lagom", "mod_efter": "vet_inte"}, Reason.NOT_KNOWN),
        ("modigare", {"mod_fore": "ej_aktuellt", "mod_efter": "lagom"}, Reason.NOT_APPLICABLE),
        ("modigare", {"mod_fore": Reason.NOT_ASKED, "mod_efter": "lagom"}, Reason.NOT_ASKED),
        ("modigare", {}, Reason.NOT_ANSWERED),
        ("mod_gissat", {"alder": 9, "humor": "glad"}, Reason.NOT_APPLICABLE),
        ("antal_val", {"leksaker": chosen("boll", "tag"), "vanner": chosen("katt", "hund")}, 2 + 2),
        ("antal_val", {"leksaker": chosen("boll"), "vanner": chosen("inga")}, 1 + 0),
        ("antal_val", {"leksaker": chosen("boll"), "vanner": Reason.NOT_ASKED}, Reason.NOT_ASKED),
        ("antal_val", {"leksaker": chosen("vet_inte"), "vanner": chosen("katt")}, Reason.NOT_KNOWN),
    ],
)
def test_a_derived_variable_has_a_value_or_the_reason_why_not(derived: str, answers: Answers, value: Answer) -> None:
    assert lek().with_derived(answers)[derived] == value


BRAVER: Answers = {"alder": 6, "mod_fore": "radd", "mod_efter": "lagom"}


@pytest.mark.parametrize(
    ("answers", "role"),
    [
        (BRAVER, Role.ACHIEVED),
        ({**BRAVER, "mod_efter": "radd"}, Role.NOT_ACHIEVED),
        # The population comes first, and keeps what is true alone.
        ({**BRAVER, "alder": 5}, Role.OUTSIDE),
        ({**BRAVER, "alder": Reason.DECLINED}, Role.OUTSIDE),
        ({**BRAVER, "alder": 5, "humor": "vill_inte"}, Role.OUTSIDE),
        # Then those who leave, the first reason winning.
        ({**BRAVER, "humor": "vill_inte"}, Reason.DECLINED),
        ({**BRAVER, "mod_efter": "ej_aktuellt"}, Reason.NOT_APPLICABLE),
        ({**BRAVER, "mod_efter": "ej_aktuellt", "humor": "vill_inte"}, Reason.NOT_APPLICABLE),
        # Then what cannot be told, with the reason of the missing answer.
        ({**BRAVER, "mod_efter": "vet_inte"}, Reason.NOT_KNOWN),
        ({**BRAVER, "mod_efter": Reason.NOT_ASKED}, Reason.NOT_ASKED),
        ({"alder": 6, "mod_fore": "radd"}, Reason.NOT_ANSWERED),
    ],
)
def test_each_row_has_one_role_in_an_indicator(answers: Answers, role: Role | Reason) -> None:
    (indicator,) = lek().indicators

    assert indicator.role_of(lek().with_derived(answers)) is role


def test_an_indicator_shows_the_answer_that_its_numerator_names() -> None:
    assert lek().indicators[0].main_variable == "modigare"


def test_the_reasons_for_unknown_come_in_reading_order() -> None:
    rule = bind('mod_efter > mod_fore and humor == "glad" and alder > 6', scope())
    answers: Answers = {"mod_fore": "vet_inte", "alder": Reason.NOT_ASKED, "humor": "glad"}

    assert missing_in(rule, answers) == (
        ("mod_efter", Reason.NOT_ANSWERED),
        ("mod_fore", Reason.NOT_KNOWN),
        ("alder", Reason.NOT_ASKED),
    )


def test_a_routing_rule_belongs_to_its_variable() -> None:
    rule = lek().variable("vanner").asked_when

    assert rule == bind('humor != "arg"', scope())
