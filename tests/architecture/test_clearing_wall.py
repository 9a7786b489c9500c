"""`Cleared` is made in `disclosure` alone: no other module builds one, copies one with changes, or unpickles one."""

import ast

import pytest

from tests.architecture.trees import imports, modules

CLEARED = {"Cleared", "ClearedShare", "ClearedAnswer", "ClearedMove", "Comparison", "Figure", "Way"}
CLEARED |= {"ClearedFigures", "ClearedFigure", "ClearedValue", "ClearedChange", "PrintedBeside"}
CLEARED |= {"ClearedMirror", "ClearedGroup", "ClearedVariable", "ClearedAlternative", "ClearedSummary", "ClearedCrossTable"}
CLEARED |= {"ClearedStanding", "ClearedRate", "ClearedTime", "ClearedSeconds"}
# Modules through which a frozen value could be changed or conjured up. `dataclasses.replace` is judged by name below.
CONJURING = {"copy", "pickle", "marshal", "shelve", "copyreg", "dill"}
# What is imported by a name made at run time is seen by no contract.
HIDDEN = {"importlib", "runpy", "pkgutil", "__import__", "import_module", "exec", "eval", "globals"}
# Those who show may carry columns from the importer to the analysis, but not look inside.
SHOWS = ("spegla.presentation", "spegla.packs", "spegla.cli")
CONJURING_CALLS = {"__new__", "__setattr__", "__setstate__", "__reduce__", "__replace__", "_replace", "deepcopy"}
# What is counted gets its origin in an analysis, and goes through the door to disclosure there; nobody else brings figures to it.
CLEARS = ("spegla.analyses", "spegla.disclosure")
# The catalogue freezes its definitions in two steps, and never meets a cleared value: it is below disclosure.
MAY_REPLACE = ("spegla.catalogue",)


def offences(name: str, tree: ast.Module) -> list[str]:
    """What in a module could make a cleared value."""
    if name.startswith("spegla.disclosure"):
        return []
    found = [f"imports {module}" for module, _ in imports(tree) if module.partition(".")[0] in CONJURING]
    found += [
        "imports replace"
        for module, names in imports(tree)
        if module == "dataclasses" and "replace" in names and not name.startswith(MAY_REPLACE)
    ]
    found += ["imports dataclasses whole" for module, names in imports(tree) if module == "dataclasses" and not names]
    found += [f"imports {module}" for module, _ in imports(tree) if module.partition(".")[0] in HIDDEN]
    meant = {id(part) for node in ast.walk(tree) for part in types_in(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in CLEARED and isinstance(node.ctx, ast.Load) and id(node) not in meant:
            found.append(f"line {node.lineno} uses {node.id} as a value")
        if isinstance(node, ast.Attribute) and node.attr == "responses" and name.startswith(SHOWS):
            found.append(f"line {node.lineno} looks at single responses")
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called in CLEARED | CONJURING_CALLS | HIDDEN:
                found.append(f"line {node.lineno} calls {called}")
        if isinstance(node, ast.ImportFrom):
            found += [f"line {node.lineno} renames {a.name}" for a in node.names if a.name in CLEARED and a.asname]
        if isinstance(node, ast.ClassDef):
            bases = {getattr(base, "id", getattr(base, "attr", "")) for base in node.bases}
            found += [f"line {node.lineno} inherits {base}" for base in bases & CLEARED]
    return found


def doors_taken(name: str, tree: ast.Module) -> list[str]:
    """What a module that is no analysis takes to clear figures itself."""
    taken = [(module, one) for module, names in imports(tree) for one in names or ("",) if module.startswith("spegla.disclosure")]
    return [] if name.startswith(CLEARS) else [f"{module} {one}" for module, one in taken if not one or one.startswith("clear")]


def types_in(node: ast.AST) -> list[ast.AST]:
    """Everything below `node` that only says a type: annotations, `match` patterns and what `isinstance` asks for.

    Elsewhere the name of a cleared type is a value, which could be kept and called later.
    """
    types: list[ast.AST | None] = []
    match node:
        case ast.arg(annotation=one) | ast.AnnAssign(annotation=one):
            types = [one]
        case ast.FunctionDef(returns=one):
            types = [one]
        case ast.MatchClass(cls=one):
            types = [one]
        case ast.Call(func=ast.Name(id="isinstance"), args=[_, one]):
            types = [one]
    return [part for one in types if one is not None for part in ast.walk(one)]


def test_nothing_outside_disclosure_makes_a_cleared_value() -> None:
    found = {name: problems for name, tree in modules() if (problems := offences(name, tree))}

    assert found == {}


def test_nothing_but_an_analysis_clears() -> None:
    assert {name: taken for name, tree in modules() if (taken := doors_taken(name, tree))} == {}


@pytest.mark.parametrize(
    "code",
    [
        "from spegla.disclosure.standing import ClearedStanding, clear_standing",
        "from spegla.disclosure import clear",
        "import spegla.disclosure.standing",
    ],
)
def test_a_door_to_disclosure_taken_elsewhere_is_noticed(code: str) -> None:
    assert doors_taken("spegla.portal.use_cases.planted", ast.parse(code)) != []
    assert doors_taken("spegla.analyses.standing.planted", ast.parse(code)) == []


def test_the_list_of_cleared_types_is_the_one_in_disclosure() -> None:
    trees = dict(modules())
    rooms = [name for name in trees if name.startswith("spegla.disclosure") and name.endswith(".cleared")]
    classes = {node.name for room in rooms for node in trees[room].body if isinstance(node, ast.ClassDef)}

    assert len(rooms) >= 4
    assert classes - {"Suppressed", "Policy", "Audience", "FigureKind"} == CLEARED


@pytest.mark.parametrize(
    "code",
    [
        "Cleared('x', who, policy, (), ())",
        "disclosure.Cleared('x', who, policy, (), ())",
        "Figure(1, 2, {}, 50.0, 50, None, None, None)",
        "ClearedStanding((), who, policy, {'late': 0}, (), ())",
        "standing.ClearedRate('', 46, 46, 100.0, 100, False, {}, 0, 0)",
        "from dataclasses import replace",
        "import dataclasses",
        "import copy",
        "from copy import copy",
        "import pickle",
        "import importlib",
        "from importlib import import_module",
        "module = __import__('spegla.statistics')",
        "eval('Cleared')",
        "MAKERS = {'x': Figure}",
        "MAKERS = [Cleared]",
        "def make(kind=Figure): pass",
        "def first(columns): return columns.responses[0]",
        "Kind = Cleared",
        "class More(Cleared): pass",
        "from spegla.disclosure import Cleared as C",
        "object.__setattr__(cleared, 'shares', ())",
        "x = Cleared.__new__(Cleared)",
    ],
)
def test_a_way_around_is_noticed(code: str) -> None:
    assert offences("spegla.presentation.planted", ast.parse(code)) != []


def test_reading_a_cleared_value_is_no_offence() -> None:
    code = (
        "from spegla.disclosure import Cleared, Figure\n"
        "def show(cleared: Cleared, figures: tuple[Figure | None, ...]) -> tuple[Figure, ...]:\n"
        "    match cleared:\n"
        "        case Cleared(shares=shares):\n"
        "            return tuple(one for one in figures if isinstance(one, Figure))\n"
    )

    assert offences("spegla.presentation.planted", ast.parse(code)) == []
