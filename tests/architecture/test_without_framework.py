"""Everything but the portal runs where Django cannot be imported, and --help loads nothing heavy."""

import subprocess
import sys

BLOCKED = """
import importlib, pkgutil, sys
class Wall:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "django":
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Wall())
import spegla
for module in pkgutil.walk_packages(spegla.__path__, "spegla."):
    if not module.name.startswith(("spegla.portal", "spegla.__main__")):
        importlib.import_module(module.name)
print("all imported")
"""

HEAVY = """
import sys
from spegla.cli.main import main
try:
    main(["--help"])
except SystemExit:
    pass
print(sorted({"numpy", "polars", "scipy", "jinja2", "python_calamine", "spegla.catalogue", "spegla.analyses"} & set(sys.modules)))
"""


def run(code: str) -> str:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout


def test_every_module_imports_where_django_does_not() -> None:
    assert run(BLOCKED) == "all imported\n"


def test_help_loads_nothing_heavy() -> None:
    assert run(HEAVY).splitlines()[-1] == "[]"
