"""Every way of writing a rule wrong, its code, and the character that the caret stands under.

¤ marks the character and is taken out before the rule is read. Each rule is read three times, also after Swedish letters (two bytes
each, one character) and after tabs and line breaks, since the caret counts characters.
"""

import ast
from pathlib import Path

import pytest

from spegla.catalogue.rules import RuleError, bind
from tests.spec.lek import scope

RULES = Path(__file__).parents[3] / "spegla" / "catalogue" / "rules"


def refused(marked: str) -> RuleError:
    """The error for the rule without its mark; fails when the rule is accepted."""
    with pytest.raises(RuleError) as caught:
        bind(marked.replace("¤", ""), scope())
    return caught.value


REFUSED = [
    # What stands alone.
    ("rule_not_a_statement", "¤humor"),
    ("rule_not_a_statement", 'humor == "glad" or ¤"ledsen"'),
    ("rule_not_a_statement", "not ¤alder"),
    ("rule_not_a_statement", "alder > 6 and ¤True"),
    ("rule_count_alone", "¤count(leksaker)"),
    ("rule_count_alone", "not ¤count(leksaker)"),
    # Functions.
    ("rule_unknown_function", '¤len(smeknamn) == "6"'),
    ("rule_unknown_function", "alder > ¤max(syskon)"),
    ("rule_unknown_function", "¤exists(humor)"),
    ("rule_unknown_function", '¤__import__("os")'),
    ("rule_answered_single", "¤answered()"),
    ("rule_answered_single", "alder > 6 or ¤answered(alder, syskon)"),
    ("rule_answered_is_whole", "¤answered(alder) == 1"),
    ("rule_answered_is_whole", "alder == ¤answered(syskon)"),
    ("rule_count_takes_some", "¤count() > 1"),
    ("rule_count_needs_multiple", "count(leksaker, ¤humor) > 1"),
    ("rule_two_counts", "count(leksaker) == ¤count(vanner)"),
    ("rule_two_counts", "alder + syskon == ¤count(vanner)"),
    ("rule_two_counts", "alder + syskon == ¤syskon + alder"),
    ("rule_sum_takes_variables", "alder + ¤1 > 6"),
    ("rule_sum_takes_variables", "alder + (¤syskon - alder) > 6"),
    ("rule_sum_takes_variables", "alder + ¤count(vanner) > 6"),
    ("rule_sum_needs_numbers", "alder + ¤humor > 6"),
    ("rule_sum_needs_numbers", "alder + ¤start > 6"),
    ("rule_needs_number", 'alder + syskon > ¤"sex"'),
    ("rule_needs_number", "alder + syskon > ¤humor"),
    ("rule_in_needs_variable", "¤alder + syskon in (1, 2)"),
    ("rule_needs_variable", "answered(¤6)"),
    ("rule_needs_variable", 'count(leksaker, ¤"vanner") > 1'),
    ("rule_needs_variable", "count(¤*leksaker) > 1"),
    # Values.
    ("rule_two_constants", "¤6 == 6"),
    ("rule_two_constants", '¤1 < 2 and humor == "glad"'),
    ("rule_no_true_false", "humor == ¤True"),
    ("rule_no_true_false", "humor != ¤None"),
    ("rule_no_true_false", '¤False != humor'),
    ("rule_whole_numbers_only", "alder > ¤6.5"),
    ("rule_needs_number", 'alder > ¤"6"'),
    ("rule_needs_number", 'alder in (6, ¤"7")'),
    ("rule_needs_number", 'count(leksaker) > ¤"1"'),
    ("rule_needs_number", "count(leksaker) > ¤start"),
    ("rule_needs_text", "humor == ¤1"),
    ("rule_needs_text", "smeknamn == ¤1"),
    ("rule_needs_text", "start > ¤2016"),
    ("rule_needs_date", 'start > ¤"i går"'),
    ("rule_needs_date", 'start > ¤"2016-02-30"'),
    ("rule_needs_date", 'start > ¤"20160601"'),
    ("rule_needs_date", '¤"2016-W22-1" < start'),
    # Membership.
    ("rule_in_needs_variable", '¤"glad" in ("glad", "arg")'),
    ("rule_in_needs_variable", "¤count(leksaker) in (1, 2)"),
    ("rule_in_needs_list", 'humor in ¤"glad"'),
    ("rule_in_needs_list", "humor in ¤leksaker"),
    ("rule_in_needs_list", 'humor not in (¤"glad")'),
    ("rule_in_needs_list", 'humor in (¤"glad" "arg")'),
    ("rule_in_empty", "humor in ¤()"),
    ("rule_not_multiple", '"glad" in ¤humor'),
    ("rule_multiple_needs_in", '¤leksaker == "boll"'),
    ("rule_multiple_needs_in", '¤leksaker in ("boll", "tag")'),
    ("rule_multiple_needs_in", '"boll" == ¤leksaker'),
    # Names and codes.
    ("rule_unknown_variable", "¤xyz == 1"),
    ("rule_unknown_variable", "alder > 6 and answered(¤xyz)"),
    ("rule_unknown_variable_near", '¤humor2 == "glad"'),
    ("rule_unknown_variable_near", "count(leksaker, ¤vaner) > 1"),
    ("rule_unknown_code", 'humor == ¤"gladd"'),
    ("rule_unknown_code", 'humor in ("glad", ¤"blå")'),
    ("rule_unknown_code", '¤"cykel" in leksaker'),
    ("rule_unknown_code", 'mod_fore < ¤"tapper"'),
    ("rule_name_not_ascii", "¤ålder > 6"),
    ("rule_name_not_ascii", "alder > 6 and answered(¤humör)"),
    ("rule_name_not_ascii", "¤ａlder > 6"),
    ("rule_name_not_ascii", "¤ａnswered(alder)"),
    # Order.
    ("rule_no_order", '¤humor < "glad"'),
    ("rule_no_order", '"A" <= ¤smeknamn'),
    ("rule_missing_has_no_order", 'mod_fore > ¤"vet_inte"'),
    ("rule_other_list", "mod_fore == ¤vikt"),
    ("rule_other_list", "alder > ¤start"),
    ("rule_other_list", "kommunkod == ¤humor"),
    # Python that is not the rule language.
    ("rule_outside_subset", "¤alder - 1 > 6"),
    ("rule_outside_subset", "¤alder + syskon"),
    ("rule_outside_subset", "alder > ¤-syskon"),
    ("rule_outside_subset", "alder > ¤+6"),
    ("rule_outside_subset", "¤~alder"),
    ("rule_outside_subset", "alder is ¤6"),
    ("rule_outside_subset", "alder is not ¤None"),
    ("rule_outside_subset", "¤humor.upper == 1"),
    ("rule_outside_subset", "¤humor.__class__"),
    ("rule_outside_subset", "¤humor[0] == 1"),
    ("rule_outside_subset", "¤lambda: 1"),
    ("rule_outside_subset", "(¤alder := 6)"),
    ("rule_outside_subset", "¤alder > 6 if syskon > 1 else alder > 7"),
    ("rule_outside_subset", '¤f"{humor}"'),
    ("rule_outside_subset", 'humor == ¤f"glad"'),
    ("rule_outside_subset", 'humor == ¤b"glad"'),
    ("rule_outside_subset", 'humor == ¤u"glad"'),
    ("rule_outside_subset", 'humor == ¤"gl" "ad"'),
    ("rule_outside_subset", 'humor in ("arg", ¤"gl" "ad")'),
    ("rule_outside_subset", 'humor == ¤"""glad"""'),
    ("rule_outside_subset", "alder > ¤6j"),
    ("rule_outside_subset", "alder > ¤..."),
    ("rule_outside_subset", "¤[alder > 6]"),
    ("rule_outside_subset", "¤[x for x in leksaker]"),
    ("rule_outside_subset", "¤{1: 2}"),
    ("rule_in_needs_list", "humor in ¤[x for x in leksaker]"),
    ("rule_outside_subset", "alder in (6, ¤*leksaker)"),
    ("rule_outside_subset", "answered(variabel=¤humor)"),
    ("rule_outside_subset", "answered(**¤humor)"),
    ("rule_outside_subset", "¤await alder"),
    ("rule_outside_subset", '¤"".join(leksaker)'),
    # What Python cannot read either.
    ("rule_syntax", "alder > 6 & ¤& 7"),
    ("rule_syntax", 'humor == ¤€'),
    # Characters.
    ("rule_character", "alder > 6 ¤# mer än sex"),
    ("rule_character", 'smeknamn == "Lill¤\\n"'),
    ("rule_character", "alder ¤\\ > 6"),
    ("rule_character", 'smeknamn == "¤\0"'),
    ("rule_character", "alder¤\u00a0> 6"),
    ("rule_character", "alder ¤\u200b> 6"),
    ("rule_character", "alder¤\r > 6"),
    ("rule_character", 'smeknamn == "¤\ud800"'),
]  # fmt: skip
AROUND = [("", ""), ('smeknamn == "Åskmoln på ö" and (', ")"), ("  \n\t(", "\n)")]


@pytest.mark.parametrize(("before", "after"), AROUND)
@pytest.mark.parametrize(("code", "marked"), REFUSED)
def test_the_caret_stands_under_what_is_wrong(code: str, marked: str, before: str, after: str) -> None:
    error = refused(before + marked + after)

    assert (error.code, error.column) == (code, len(before) + marked.index("¤"))


AT_THE_EDGE = [
    ("rule_empty", "¤"),
    ("rule_empty", "¤ \n\t"),
    ("rule_character", "¤\ufeffalder > 6"),
    ("rule_syntax", "alder > 6 and¤"),
    ("rule_syntax", 'smeknamn == "åäö" and¤ \n'),
    ("rule_syntax", 'smeknamn == ¤"åäö'),
    ("rule_syntax", 'smeknamn == "åäö" and ¤(alder > 6'),
    ("rule_syntax", 'smeknamn == "åäö"¤)'),
    ("rule_syntax", "alder > 6¤; syskon > 1"),
    ("rule_syntax", "alder ¤= 6"),
    ("rule_syntax", "¤import os"),
    ("rule_outside_subset", "¤alder > 6, syskon > 1"),
    ("rule_outside_subset", 'smeknamn == "åäö" and ¤(alder > 6, syskon > 1)'),
]


@pytest.mark.parametrize(("code", "marked"), AT_THE_EDGE)
def test_the_caret_stands_right_at_the_edges_of_a_rule(code: str, marked: str) -> None:
    error = refused(marked)

    assert (error.code, error.column) == (code, marked.index("¤"))


def test_the_table_holds_every_code_of_the_rule_language() -> None:
    tried = {code for code, _ in REFUSED + AT_THE_EDGE}
    limits = {"rule_too_long", "rule_too_deep"}  # test_rule_limits.py
    words = {
        node.value
        for path in RULES.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.startswith("rule_")
    }

    assert words == tried | limits


def test_a_refusal_shows_the_rule_with_a_caret() -> None:
    assert refused('smeknamn == "åäö" and ¤ålder > 6').pointed() == (
        'smeknamn == "åäö" and ålder > 6\n'
        "                      ^"
    )  # fmt: skip


def test_a_refusal_shows_the_line_it_is_on() -> None:
    assert refused('smeknamn == "åäö"\n  and ¤ålder > 6\n  and alder > 7').pointed() == (
        "  and ålder > 6\n"
        "      ^"
    )  # fmt: skip


def test_a_tab_before_the_caret_is_kept() -> None:
    assert refused("\talder > 6\tand ¤ålder > 6").pointed() == "\talder > 6\tand ålder > 6\n\t         \t    ^"


def test_a_near_miss_is_answered_with_the_name_that_was_meant() -> None:
    assert refused('¤humr == "glad"').facts == {"name": "humr", "near": "humor"}


def test_an_unknown_code_is_answered_with_those_that_exist() -> None:
    assert refused('vikt == ¤"svår"').facts == {"code": "svår", "name": "vikt", "codes": "latt, tung"}
