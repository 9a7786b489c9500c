"""The guide to operation and its example files say what the code does: variables, commands, headers and files that there are."""

import configparser
import re
import subprocess
from pathlib import Path

import pytest
from django.core.management import get_commands

from spegla.portal.config.environment import read
from spegla.portal.config.variables import VARIABLES, Need
from spegla.portal.main import COMMANDS
from tests.portal.test_access import patterns

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "docs" / "exempel"
GUIDE = ROOT / "docs" / "sv" / "gor-sa-har-driftsatta.md"
UNITS = sorted(EXAMPLES.glob("*.service")) + sorted(EXAMPLES.glob("*.timer"))
# Exporting the head of the log is a command of the log's own.


def text(*files: Path) -> str:
    return "\n".join(file.read_text(encoding="utf-8") for file in files)


def named(said: str) -> set[str]:
    """The environment variables in a text, without what says that they are files; one is a file and nothing else."""
    known = {one.name for one in VARIABLES}
    return {name if name in known else name.removesuffix("_FILE") for name in re.findall(r"\bSPEGLA_[A-Z_]+", said)}


def test_the_list_of_variables_is_what_the_environment_reads() -> None:
    code = text(ROOT / "spegla" / "portal" / "config" / "environment.py")

    assert named(code) == {one.name for one in VARIABLES}


def test_the_guide_and_its_examples_name_every_variable_of_an_installation_and_no_other() -> None:
    real = {one.name for one in VARIABLES if one.need is not Need.DEMO}

    assert named(text(EXAMPLES / "spegla.env")) == real
    assert named(text(GUIDE, *EXAMPLES.iterdir())) == real


def test_a_shell_and_the_portal_can_read_the_example_of_an_environment(tmp_path: Path) -> None:
    for name in ("secret-key", "audit-key"):
        (tmp_path / name).write_text(f"{name} 0123456789 0123456789 0123456789 0123456789 ")
    script = f"set -a; . {EXAMPLES / 'spegla.env'}; env -0"
    said = subprocess.run(["sh", "-c", script], env={}, capture_output=True, text=True, check=True).stdout
    environ = dict(line.split("=", 1) for line in said.split("\0") if line.startswith("SPEGLA_"))
    told = {name: value.replace("/etc/spegla", str(tmp_path)) for name, value in environ.items()}

    told_of = read(told)

    assert told_of.hosts == ("spegla.kommun.se",)
    assert told_of.databases()["default"]["HOST"] == "/var/run/postgresql"
    assert told_of.mail_from == "Spegla <spegla@kommun.se>"


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_runs_what_there_is_as_the_portals_account(unit: Path) -> None:
    # Strict would refuse a unit that does two things, one after the other.
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read(unit, encoding="utf-8")

    if unit.suffix == ".timer":
        assert unit.with_suffix(".service").is_file()
        assert parser["Timer"]["Persistent"] == "true"
        return
    service = parser["Service"]
    assert (service["User"], service["UMask"], service["StateDirectoryMode"]) == ("spegla", "0077", "0700")
    assert service["ProtectSystem"] == "strict"
    assert service["EnvironmentFile"] == "/etc/spegla/spegla.env"


def test_every_command_that_is_named_exists() -> None:
    asked = set(re.findall(r"spegla-portal ([a-z][\w-]+)", text(GUIDE, *EXAMPLES.iterdir())))

    assert asked - set(get_commands()) == set()
    assert set(COMMANDS) - {"demo"} <= asked


def test_the_proxy_overwrites_what_a_visitor_says_of_itself_and_adds_no_header_of_its_own() -> None:
    site = text(EXAMPLES / "nginx.conf")

    for name, value in {"Host": "$host", "X-Forwarded-For": "$remote_addr", "X-Forwarded-Proto": "$scheme"}.items():
        assert re.findall(rf"proxy_set_header {name} (\S+);", site) == [value]
    assert "add_header" not in site


def test_the_proxy_and_the_service_meet_at_the_same_socket() -> None:
    [socket] = re.findall(r"--bind unix:(\S+)", text(EXAMPLES / "spegla.service"))

    assert f"proxy_pass http://unix:{socket};" in text(EXAMPLES / "nginx.conf")


def test_every_file_that_the_guide_copies_or_links_is_there() -> None:
    said = text(GUIDE)
    copied = set(re.findall(r"\b([\w-]+\.(?:service|timer|sql|conf|env))\b", said)) - {"pg_hba.conf"}

    assert {name for name in copied if not (EXAMPLES / name).is_file()} == set()
    assert {one.name for one in EXAMPLES.iterdir()} - copied == set()


def test_the_server_logs_no_address_that_is_a_secret() -> None:
    """A link with a token or a key in it opens a door: nginx is told to leave it out."""
    [said] = re.findall(r"~(\^/\(.*\)/) 0;", text(EXAMPLES / "nginx.conf"))
    secret = [str(one.pattern) for one in patterns() if {"token", "key"} & set(one.pattern.converters)]

    assert secret
    assert [path for path in secret if not re.match(said, f"/{path}")] == []
