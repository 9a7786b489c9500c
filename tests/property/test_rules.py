"""Properties of the rule language: any text is a rule or a refusal inside it, and rules obey Kleene's laws."""

import pytest
from hypothesis import example, find, given
from hypothesis import strategies as st

from spegla.catalogue import Reason
from spegla.catalogue.rules import Rule, RuleError, Truth, bind, evaluate, missing_in
from spegla.catalogue.values import Answer
from tests.property.rules import ANSWERS, RULES, blanks, filled, names_no_blank
from tests.spec.lek import lek, scope

TRUE, FALSE, UNKNOWN = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN
Answers = dict[str, Answer]

# Pieces of rules and of Python, so that some texts come close.
WORDS = """
    humor alder leksaker ålder "glad" "å ' 6 - ( ) [ ] { , == < in not and or count( answered(
    lambda : := . if else # \\ f' * ** = True is
"""
PIECES = st.sampled_from([*WORDS.split(), '"""', "\n", "\t", " ", "\0"])
TEXTS = st.one_of(st.text(), st.lists(PIECES).map(" ".join), st.lists(PIECES).map("".join))


def read(text: str) -> Rule | RuleError:
    """The rule, or what is wrong with it."""
    try:
        return bind(text, scope())
    except RuleError as error:
        return error


@given(TEXTS)
@example("alder > 6 and")
@example('"å" == å')
@example("(")
def test_any_text_is_a_rule_or_is_refused_at_a_character_of_it(text: str) -> None:
    found = read(text)

    if isinstance(found, RuleError):
        assert 0 <= found.column <= len(text)
        assert found.text == text
        assert len(found.pointed().splitlines()) == len(["the rule's line", "the caret"])


@given(st.sampled_from(['smeknamn == "åäö" and ', "  ", "\n\t", 'smeknamn == "🐟" or\n']), RULES)
def test_the_caret_moves_with_what_stands_before(before: str, rule: str) -> None:
    wrong = f"{before}({rule} and ålder > 6)"

    found = read(wrong)

    assert isinstance(found, RuleError)
    assert (found.code, found.column) == ("rule_name_not_ascii", wrong.index("ålder"))


@given(RULES, ANSWERS)
def test_a_rule_that_fits_is_evaluated_without_error(rule: str, answers: Answers) -> None:
    assert says(rule, answers) in Truth


def says(rule: str, answers: Answers) -> Truth:
    return evaluate(bind(rule, scope()), lek().with_derived(answers))


@pytest.mark.parametrize("truth", list(Truth))
def test_generated_rules_come_out_every_way(truth: Truth) -> None:
    """Without this, the laws below could hold because everything is unknown."""
    rule, answers = find(st.tuples(RULES, ANSWERS), lambda drawn: says(*drawn) is truth)

    assert says(rule, answers) is truth


@given(RULES, ANSWERS)
def test_not_not_is_nothing(rule: str, answers: Answers) -> None:
    assert says(f"not not ({rule})", answers) is says(rule, answers)


@given(RULES, RULES, ANSWERS)
def test_de_morgan(first: str, second: str, answers: Answers) -> None:
    assert says(f"not (({first}) and ({second}))", answers) is says(f"not ({first}) or not ({second})", answers)
    assert says(f"not (({first}) or ({second}))", answers) is says(f"not ({first}) and not ({second})", answers)


@given(RULES, RULES, RULES, ANSWERS)
def test_and_spreads_over_or(first: str, second: str, third: str, answers: Answers) -> None:
    spread = f"(({first}) and ({second})) or (({first}) and ({third}))"

    assert says(f"({first}) and (({second}) or ({third}))", answers) is says(spread, answers)


@given(RULES, RULES, ANSWERS)
def test_and_and_or_do_not_care_which_comes_first(first: str, second: str, answers: Answers) -> None:
    for word in ("and", "or"):
        assert says(f"({first}) {word} ({second})", answers) is says(f"({second}) {word} ({first})", answers)


CODES = st.lists(st.sampled_from(["glad", "ledsen", "arg", "vet_inte", "vill_inte"]), min_size=1, max_size=4)


@given(CODES, ANSWERS)
def test_in_is_the_or_of_each_code(codes: list[str], answers: Answers) -> None:
    listed = ", ".join(f'"{code}"' for code in codes)
    spelled = " or ".join(f'humor == "{code}"' for code in codes)

    assert says(f"humor in ({listed},)", answers) is says(spelled, answers)
    assert says(f"humor not in ({listed},)", answers) is says(f"not ({spelled})", answers)


@given(st.sampled_from(["humor", "mod_fore", "mod_gissat"]), st.sampled_from(["vet_inte", "0", "1", "2"]), ANSWERS)
def test_different_is_not_equal(name: str, which: str, answers: Answers) -> None:
    code = scope()[name].substantive[int(which)] if which.isdigit() else which

    assert says(f'{name} != "{code}"', answers) is says(f'not {name} == "{code}"', answers)


@given(st.sampled_from(["alder", "mod_fore", "start"]), ANSWERS)
def test_of_two_that_are_answered_one_is_less_equal_or_greater(name: str, answers: Answers) -> None:
    other = {"alder": "syskon", "mod_fore": "mod_efter", "start": "slut"}[name]
    truths = [says(f"{name} {operator} {other}", answers) for operator in ("<", "==", ">")]

    known = says(f"answered({name}) and answered({other})", answers) is TRUE
    assert sorted(truth.value for truth in truths) == (["false", "false", "true"] if known else ["unknown"] * 3)


@given(RULES.filter(names_no_blank), ANSWERS, st.data())
def test_filling_in_a_blank_never_turns_what_was_known(rule: str, answers: Answers, data: st.DataObject) -> None:
    """A rule that asks about missing itself (`answered`, a code that means missing) is left out: to such a rule a blank is news."""
    more = data.draw(filled(answers))
    before = says(rule, answers)

    assert before is UNKNOWN or says(rule, more) is before


def test_filling_in_a_blank_can_tell_what_was_unknown() -> None:
    before: Answers = {"humor": "glad"}

    assert says('humor == "glad" and alder > 6', before) is UNKNOWN
    assert says('humor == "glad" and alder > 6', {**before, "alder": 7}) is TRUE


@pytest.mark.parametrize("rule", ['answered(alder) or humor == "vet_inte"', "not answered(alder)", 'humor != "vet_inte"'])
def test_the_rules_left_out_do_turn(rule: str) -> None:
    assert not names_no_blank(rule)
    assert says(rule, {}) is not says(rule, {"alder": 6, "humor": "vet_inte"})


@given(RULES, ANSWERS)
def test_what_is_unknown_has_a_missing_answer_to_blame(rule: str, answers: Answers) -> None:
    if says(rule, answers) is UNKNOWN:
        assert missing_in(bind(rule, scope()), lek().with_derived(answers))


@given(RULES.filter(names_no_blank), ANSWERS)
def test_with_every_answer_in_place_nothing_is_unknown(rule: str, answers: Answers) -> None:
    if not blanks(answers) and says("answered(modigare) and answered(mod_gissat)", answers) is TRUE:
        assert says(rule, answers) is not UNKNOWN


@given(RULES)
def test_a_rule_says_its_names_once_in_reading_order(rule: str) -> None:
    bound = bind(rule, scope())

    places = [min(place for place in range(len(rule)) if _names_at(rule, name, place)) for name in bound.names]
    assert places == sorted(places)
    assert len(set(bound.names)) == len(bound.names)


def _names_at(rule: str, name: str, place: int) -> bool:
    around = (rule[place - 1 : place], rule[place + len(name) : place + len(name) + 1])
    # Neither a code between quotes nor a part of a longer name.
    return rule.startswith(name, place) and not any(mark == '"' or mark == "_" or mark.isalnum() for mark in around)


@pytest.mark.parametrize("reason", list(Reason))
def test_a_reason_is_never_equal_to_a_code(reason: Reason) -> None:
    assert says(f'smeknamn == "{reason.value}"', {"smeknamn": reason}) is UNKNOWN
