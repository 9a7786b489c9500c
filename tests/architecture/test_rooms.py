"""Deep rooms with small doors: what a package exports, and that others come in that way."""

import ast

from tests.architecture.trees import imports, modules

# Rooms inside a room that have a door of their own. The nodes of a rule are a closed list, which every evaluator must know whole.
INNER_DOORS = {
    *(
        f"spegla.catalogue.{name}"
        for name in ("bands", "filters", "measures", "municipalities", "parts", "reports", "rules", "rules.nodes", "values", "versions")
    ),
    *(f"spegla.columns.{name}" for name in ("rows", "stored")),
    *(f"spegla.importers.{name}" for name in ("apart", "wide")),
    *(f"spegla.responses.{name}" for name in ("cells", "forms", "stored")),
    *(f"spegla.statistics.{name}" for name in ("against", "costs", "distributions", "measures", "standing")),
    *(f"spegla.disclosure.{name}" for name in ("figures", "mirrors", "standing")),
    *(f"spegla.analyses.{name}" for name in ("costs", "distances", "figures", "incoming", "mirrors", "standing", "versions")),
    *(f"spegla.presentation.{name}" for name in ("codebook", "costs", "figures", "mirrors", "reports", "standing", "versions")),
    # The blocks of a document are a closed list too, for those who make one.
    "spegla.presentation.document",
}
AT_MOST = 12


def room(module: str) -> str:
    return ".".join(module.split(".")[:2])


def around_the_door(importer: str, module: str) -> bool:
    """True when `importer` takes something from inside another room."""
    inside_another = module.startswith("spegla.") and room(module) != room(importer)
    return inside_another and module != room(module) and module not in INNER_DOORS


def test_nobody_goes_around_a_door() -> None:
    # `python -m spegla` has no other way in than the command's own module.
    found = [
        (name, module)
        for name, tree in modules()
        for module, _ in imports(tree)
        if name != "spegla.__main__" and around_the_door(name, module)
    ]

    assert found == []


def test_going_around_a_door_is_noticed() -> None:
    assert around_the_door("spegla.cli.check", "spegla.catalogue.model")


def test_each_door_has_at_most_a_dozen_names() -> None:
    exported = {}
    for name, tree in modules():
        for node in tree.body:
            if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "__all__":
                exported[name] = len(ast.literal_eval(node.value))

    assert len(exported) >= 10
    assert {name: count for name, count in exported.items() if count > AT_MOST} == {}


def test_nobody_asserts_in_shipped_code() -> None:
    found = [(name, node.lineno) for name, tree in modules() for node in ast.walk(tree) if isinstance(node, ast.Assert)]

    assert found == []


def test_no_module_is_called_after_nothing() -> None:
    vague = {"utils", "util", "helpers", "common", "misc", "tools"}

    assert [name for name, _ in modules() if name.rpartition(".")[2] in vague] == []


def test_each_module_says_what_it_promises() -> None:
    assert [name for name, tree in modules() if not ast.get_docstring(tree)] == []
