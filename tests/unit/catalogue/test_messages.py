"""Every code has a sentence in both languages, and every sentence a code. The codes are read from the syntax trees of the package."""

import ast
import re
from collections.abc import Iterable, Iterator
from enum import Enum
from pathlib import Path
from string import Formatter
from typing import NamedTuple

import pytest

from spegla.analyses import Grouping
from spegla.catalogue import Reason, Role
from spegla.catalogue.model import Reading, Status
from spegla.catalogue.source import Table, Text, read_definition
from spegla.catalogue.versions import Change, Verdict
from spegla.disclosure import Suppressed
from spegla.messages import LANGUAGES, messages
from spegla.presentation.standing.spoken import Unit
from spegla.presentation.versions.comparison import Part
from spegla.statistics.explanations import Place

PACKAGE = Path(__file__).parents[3] / "spegla"
FILE = PACKAGE / "definitions" / "messages.yaml"

# Where a call holds its code, counted from 0.
CODE_AT = {
    "say": 0,
    "say_count": 0,
    "problem": 1,
    "_refuse": 0,
    "_fail": 1,
    "error": 2,
    "warning": 2,
    "DefinitionProblem": 1,
    "Problem": 2,
    "RuleError": 0,
    "UnknownMunicipalityError": 0,
    "UnreadableFileError": 0,
}
# Codes made of a beginning and the value of an alternative; each alternative has a sentence.
FAMILIES: dict[str, Iterable[Enum]] = {
    "reason_": Reason,
    "role_": Role,
    "suppressed_": Suppressed,
    "rule_reading_": Reading,
    "move_": Place,
    "left_out_": Reason,
    "footnote_status_": Status,
    "versions_change_": [change for change in Change if change is not Change.MERGED],
    "versions_heading_": Part,
    "versions_about_": Part,
    "series_break_": (Verdict.BREAK, Verdict.NOT_COMPARABLE),
    "group_": (Grouping.INHABITANTS, Grouping.MUNICIPALITY_GROUP),
    "head_group_": [grouping for grouping in Grouping if grouping is not Grouping.NONE],
    "duration_short_": Unit,
    "group_named_": (Grouping.INHABITANTS, Grouping.MUNICIPALITY_GROUP),
}


class Use(NamedTuple):
    """One place where a code is used; `facts` are the names given with it, None when they are not all written there."""

    code: str
    call: str
    facts: frozenset[str] | None


def table() -> dict[str, dict[str, str]]:
    """The sentences as they stand in the file, read by the loader that refuses a key twice."""
    found = {}
    for code, words in read_definition(FILE, "messages.yaml").entries.items():
        assert isinstance(words, Table), code
        found[code] = {language: text.value for language, text in words.entries.items() if isinstance(text, Text)}
    return found


TABLE = table()


def trees() -> Iterator[ast.Module]:
    # The portal has a table of its own, with a test of its own.
    for path in sorted(path for path in PACKAGE.rglob("*.py") if "portal" not in path.relative_to(PACKAGE).parts):
        yield ast.parse(path.read_text(encoding="utf-8"))


def literals(node: ast.expr) -> Iterator[str]:
    """The texts that an expression may be: `"a" if x else "b"` is two."""
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.IfExp(body=body, orelse=orelse):
            yield from literals(body)
            yield from literals(orelse)


def uses(tree: ast.Module) -> Iterator[Use]:
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id="Problem"), args=[_, _, _, _, _, _, sentence, *_]) if ast.unparse(sentence) != "''":
                # What is said is not the code but its sentence, a table of which the importer's tests try every one.
                yield from (Use(code, "Problem", None) for code in literals(sentence))
            case ast.Call(func=ast.Attribute(attr=name) | ast.Name(id=name)) if name in CODE_AT:
                for argument in node.args[CODE_AT[name] : CODE_AT[name] + 1]:
                    yield from (Use(code, name, facts(node)) for code in literals(argument))
            case ast.Assign(targets=[ast.Name(id="code")], value=value):
                yield from (Use(code, "", None) for code in literals(value))


def facts(call: ast.Call) -> frozenset[str] | None:
    """The names of the facts that a call gives, as keywords or as one dictionary written there."""
    names = {keyword.arg for keyword in call.keywords}
    for argument in call.args:
        if isinstance(argument, ast.Dict):
            names |= {str(key.value) if isinstance(key, ast.Constant) else None for key in argument.keys}
    positional = [argument for argument in call.args[1:] if isinstance(argument, ast.Name) and argument.id in ("facts", "labels")]
    return None if None in names or positional else frozenset(str(name) for name in names)


USES = [use for tree in trees() for use in uses(tree)]


def sentences_for(use: Use) -> list[str]:
    return [f"{use.code}_one", f"{use.code}_many"] if use.call == "say_count" else [use.code]


def placeholders(sentence: str) -> frozenset[str]:
    """The names in braces; for the sentences of argparse, its own percent marks."""
    percents = re.findall(r"%\(\w+\)\w|%[rs]", sentence)
    return frozenset([name for _, name, _, _ in Formatter().parse(sentence) if name is not None] + percents)


def test_every_code_has_a_sentence() -> None:
    assert [use for use in USES if not set(sentences_for(use)) <= set(TABLE)] == []


def test_every_sentence_gets_the_facts_it_names() -> None:
    given = [(use, code) for use in USES if use.facts is not None for code in sentences_for(use) if not code.startswith("argparse_")]
    counted = frozenset({"count", "words"})

    lacking = [(use, code) for use, code in given if not placeholders(TABLE[code]["sv"]) <= (use.facts or frozenset()) | counted]
    assert lacking == []
    assert len(given) > 150


def test_every_sentence_has_a_code() -> None:
    words = {node.value for tree in trees() for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    made = {f"{family}{one.value}" for family, alternatives in FAMILIES.items() for one in alternatives}

    def used(code: str) -> bool:
        return bool({code, code.removesuffix("_one").removesuffix("_many")} & (words | made))

    assert [code for code in TABLE if not used(code)] == []


@pytest.mark.parametrize("family", FAMILIES)
def test_every_alternative_has_a_sentence(family: str) -> None:
    codes = {f"{family}{one.value}" for one in FAMILIES[family]}

    assert {code for code in codes if code not in TABLE and f"{code}_one" not in TABLE} == set()


def test_every_code_that_is_put_together_is_of_a_family() -> None:
    beginnings = {
        part.value
        for tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("say", "say_count")
        for argument in node.args[:1]
        if isinstance(argument, ast.JoinedStr)
        for part in argument.values[:1]
        if isinstance(part, ast.Constant)
    }

    # `say_count` itself puts `_one` and `_many` to what it is given.
    assert beginnings == set(FAMILIES)


def test_a_code_without_a_sentence_would_be_found() -> None:
    source = 'code = "rule_x" if near else "rule_y"\nself._refuse("rule_z", node)\nreader.problem(place, "definition_x", name=a)\n'

    found = {use.code: use.facts for use in uses(ast.parse(source))}
    assert found == {"rule_x": None, "rule_y": None, "rule_z": frozenset(), "definition_x": {"name"}}
    assert len(USES) > 200


@pytest.mark.parametrize("code", TABLE)
def test_a_sentence_is_in_both_languages_with_the_same_facts(code: str) -> None:
    assert tuple(TABLE[code]) == LANGUAGES
    assert all(text.strip() for text in TABLE[code].values())
    assert placeholders(TABLE[code]["sv"]) == placeholders(TABLE[code]["en"])


def test_one_and_many_come_together() -> None:
    counted = [code for code in TABLE if code.endswith(("_one", "_many")) and not code.startswith("argparse_")]
    pairs = {code.removesuffix("_one").removesuffix("_many") for code in counted}

    assert sorted(counted) == sorted(f"{code}_{end}" for code in pairs for end in ("one", "many"))


@pytest.mark.parametrize(
    ("count", "sentence"), [(0, "noll svar går inte ihop."), (1, "Ett svar går inte ihop."), (12, "tolv svar går inte ihop.")]
)
def test_one_has_a_sentence_of_its_own(count: int, sentence: str) -> None:
    assert messages("sv").say_count("findings", count) == sentence


def test_above_twelve_numbers_are_in_figures() -> None:
    assert messages("en").in_words(12) == "twelve"
    assert messages("en").in_words(13) == "13"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_number_words_are_zero_to_twelve(language: str) -> None:
    assert len(messages(language).say("number_words").split()) == 12 + 1


def test_a_sentence_is_said_in_the_language() -> None:
    assert messages("sv").say("file_empty") == "Filen är tom."
    assert messages("en").say("file_empty") == "The file is empty."


def test_a_code_without_a_sentence_is_a_defect() -> None:
    with pytest.raises(KeyError):
        messages("sv").say("no_such_code")
