"""Writes docs/generated: what is printed from the code itself. `make docs` runs it, and a test tells when it must be run."""

import argparse
from pathlib import Path

from spegla.catalogue import load
from spegla.cli.main import parser
from spegla.messages import messages
from spegla.portal.accounts.roles import Permission, roles
from spegla.portal.config.variables import VARIABLES, Need
from spegla.portal.texts import texts
from spegla.portal.web.addresses import addresses
from spegla.presentation.codebook import codebook, history_of

TARGET = Path(__file__).parents[1] / "docs" / "generated"
_NOTE = "<!-- Skrivs av `make docs`. Ändra inte här. -->"


def pages() -> dict[str, str]:
    """Each generated page: file name and text."""
    found = {"kommandoraden.md": command_line()}
    found["behorigheter.md"] = permissions()
    found["installningar.md"] = variables()
    catalogue = load()
    for reference, instrument in catalogue.instruments.items():
        title, _, rest = str(codebook(instrument, "md", messages("sv"), history_of(instrument, catalogue))).partition("\n")
        found[f"{reference}.md"] = f"{title}\n\n{_NOTE}\n{rest}"
    return found


def command_line() -> str:
    """Every command with its arguments, from the parser itself."""
    lines = ["# Kommandoraden", "", _NOTE]
    for name, command in _commands(parser(messages("sv"))):
        lines += ["", f"## {name}", "", str(command.description or ""), "", "| skriv | betyder |", "|---|---|"]
        for action in command._actions:
            if not isinstance(action, argparse._SubParsersAction):
                lines.append(f"| `{_written(action)}` | {action.help} |")
    return "\n".join(lines) + "\n"


def permissions() -> str:
    """What each role of the portal may do, and who may use each of its addresses."""
    lines = ["# Behörigheter", "", _NOTE, "", "Roller och vad de får göra. En roll med ● i en kolumn för ärenden gäller först när en andra"]
    lines[-1] += " person har godkänt den."
    lines += ["", f"| roll | {' | '.join(one.value for one in Permission)} |", "|---" * (len(Permission) + 1) + "|"]
    for role in roles().values():
        lines.append(f"| {role.title.sv} | {' | '.join('●' if one in role.may else '' for one in Permission)} |")
    lines += ["", "## Adresser", "", "| adress | vem | metoder |", "|---|---|---|"]
    for name, entry in addresses().items():
        lines.append(f"| {name} | {entry['who']} | {', '.join(entry['methods'])} |")
    return "\n".join(lines) + "\n"


_NEEDED = {Need.ALWAYS: "alltid", Need.OTHERWISE: "vid behov", Need.DEMO: "bara i demon"}


def variables() -> str:
    """The environment variables of an installation of the portal."""
    lines = ["# Inställningar", "", _NOTE, "", "Portalen läser sina inställningar ur miljön, en gång när den startar."]
    lines += ["", "| variabel | behövs | utan den | betyder |", "|---|---|---|---|"]
    say = texts("sv").say
    for one in VARIABLES:
        name = f"`{one.name}`" + (f" eller `{one.name}_FILE`, en fil" if one.file else "")
        lines.append(f"| {name} | {_NEEDED[one.need]} | {f'`{one.usual}`' if one.usual else '–'} | {say(one.says)} |")
    return "\n".join(lines) + "\n"


def _commands(root: argparse.ArgumentParser) -> list[tuple[str, argparse.ArgumentParser]]:
    found = [("spegla", root)]
    for action in root._actions:
        if isinstance(action, argparse._SubParsersAction):
            found += [(f"spegla {name}", command) for name, command in action.choices.items()]
    return found


def _written(action: argparse.Action) -> str:
    value = str(action.metavar or "") or ("|".join(map(str, action.choices)) if action.choices else "")
    written = ", ".join(action.option_strings) or value
    if action.option_strings and value:
        written = f"{written} {value}"
    optional = action.nargs == "?" or (bool(action.option_strings) and not action.required)
    return (f"[{written}]" if optional else written).replace("|", "\\|")


if __name__ == "__main__":
    TARGET.mkdir(exist_ok=True)
    for name, text in pages().items():
        (TARGET / name).write_text(text, encoding="utf-8")
        print(f"docs/generated/{name}")
