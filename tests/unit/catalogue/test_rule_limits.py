"""Rules that are too long, too deep or written to do harm are refused, always with our own error."""

import sys
import warnings

import pytest

from spegla.catalogue.rules import RuleError, bind
from spegla.catalogue.rules.parse import MAX_DEPTH, MAX_LENGTH
from tests.spec.lek import scope


def refusal(text: str) -> RuleError:
    with pytest.raises(RuleError) as caught:
        bind(text, scope())
    return caught.value


def of_length(length: int) -> str:
    """A rule that is right and has `length` characters."""
    rule = 'smeknamn == "Å"'
    return rule.replace("Å", "Å" * (length - len(rule) + 1))


def nested(levels: int) -> str:
    """`alder > 6` inside `not`s, `levels` nodes deep."""
    return "not " * (levels - 1) + "alder > 6"


def test_a_rule_at_the_longest_is_read() -> None:
    assert bind(of_length(MAX_LENGTH), scope()).names == ("smeknamn",)


def test_a_rule_one_character_longer_is_refused() -> None:
    error = refusal(of_length(MAX_LENGTH + 1))

    assert (error.code, error.column) == ("rule_too_long", MAX_LENGTH)
    assert error.facts == {"limit": str(MAX_LENGTH), "length": str(MAX_LENGTH + 1)}


def test_a_rule_at_the_deepest_is_read() -> None:
    assert bind(nested(MAX_DEPTH), scope()).names == ("alder",)


def test_a_rule_one_level_deeper_is_refused_where_it_goes_too_deep() -> None:
    error = refusal(nested(MAX_DEPTH + 1))

    assert (error.code, error.column) == ("rule_too_deep", len("not ") * MAX_DEPTH)
    assert error.facts == {"limit": str(MAX_DEPTH)}


def test_brackets_count_as_levels() -> None:
    assert bind("(" * MAX_DEPTH + "alder > 6" + ")" * MAX_DEPTH, scope()).names == ("alder",)
    error = refusal("(" * (MAX_DEPTH + 1) + "alder > 6" + ")" * (MAX_DEPTH + 1))

    assert (error.code, error.column) == ("rule_too_deep", MAX_DEPTH)


def test_brackets_in_a_text_are_no_levels() -> None:
    assert bind(f'smeknamn == "{"(" * (MAX_DEPTH + 1)}"', scope()).names == ("smeknamn",)


HOSTILE = [
    "(" * (MAX_LENGTH // 2) + ")" * (MAX_LENGTH // 2),
    "[" * MAX_LENGTH,
    "{" * MAX_LENGTH,
    '"""" "" """ == (' + "(" * (MAX_LENGTH - 20),
    "not " * (MAX_LENGTH // 4),
    "-" * (MAX_LENGTH - 1) + "1",
    "~" * (MAX_LENGTH - 1) + "1",
    "alder" + ".a" * 900,
    "alder" + "[0]" * 600,
    "alder" + "()" * 900,
    "alder > " * 240 + "1 +",
    "alder if " * 200 + "alder",
    "lambda: " * 240 + "1",
    "await " * 300 + "alder",
    "alder ** " * 200 + "alder",
    "9" * MAX_LENGTH,
    "9**9**9**9**9",
    "1e999 == alder",
    '"a" * 999999999999 == smeknamn',
    "0777 == alder",
    "alder == 0_",
    '"\\N{BULLET}" == smeknamn',
    'f"{__import__("os")}" == smeknamn',
    "f'{alder!r:{syskon}}' == smeknamn",
    'humor == "glad" and __import__("os").system("true")',
    'eval("1")',
    "open(smeknamn)",
    "(lambda: 1)() == alder",
    "().__class__.__bases__[0].__subclasses__()",
    "humor.__class__.__init__.__globals__",
    '(alder := 6) and answered(alder)',
    "[alder for alder in leksaker]",
    "{**leksaker}",
    "answered(*leksaker, **vanner)",
    "answered(answered)",
    "count(count)",
    "count == 1",
    "yield alder",
    "yield from leksaker",
    "import os",
    "del alder",
    "assert alder",
    "alder = 6",
    "alder > 6; import os",
    "alder > 6\nimport os",
    "pass",
    "*leksaker",
    "`alder`",
    "alder <> 6",
    "alder > 6 # hej",
    "alder\f> 6",
    "alder\x00> 6",
    "\x00",
    "\x1a",
    "\ufeff",
    "\ud800",
    "alder > 6\u2028",
    "alder > ６",
    "√ > 6",
    "🐟 == 1",
    "None",
    "True and False",
    "__debug__",
    "...",
    '""',
    "''",
    "b''",
    "' == humor",
    "\"' == humor",
    "'''",
    ")",
    "alder)",
    "(",
    "==",
    ",",
    "\\",
    "\t",
    "\n",
    "",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text[:30]))
def test_a_hostile_rule_is_refused_inside_its_text(text: str) -> None:
    error = refusal(text)

    assert 0 <= error.column <= len(text)
    assert error.pointed().endswith("^")


def far_down(levels: int, text: str) -> RuleError:
    """The refusal of `text` when `levels` calls are already under way."""
    return far_down(levels - 1, text) if levels else refusal(text)


@pytest.mark.parametrize("sign", ["-", "~"])
def test_python_running_out_of_stack_is_a_rule_that_is_too_deep(sign: str) -> None:
    text = sign * (MAX_LENGTH - 1) + "1"

    assert refusal(text).code == "rule_outside_subset"
    assert far_down(sys.getrecursionlimit() * 7 // 10, text).code == "rule_too_deep"


def test_what_python_warns_of_is_read_without_a_warning() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")

        assert bind("alder == 6and syskon == 7", scope()).names == ("alder", "syskon")
