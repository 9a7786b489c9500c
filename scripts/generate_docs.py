"""Writes docs/generated: what is printed from the code itself. `make docs` runs it, and a test tells when it must be run."""

import argparse
from pathlib import Path

from spegla.catalogue import Instrument, Variable, load
from spegla.catalogue.measures import Index, Measure
from spegla.catalogue.model import Category, Derived
from spegla.catalogue.rules import VariableType
from spegla.cli.main import parser
from spegla.messages import messages

TARGET = Path(__file__).parents[1] / "docs" / "generated"
_NOTE = "<!-- Skrivs av `make docs`. Ändra inte här. -->"


def pages() -> dict[str, str]:
    """Each generated page: file name and text."""
    found = {"kommandoraden.md": command_line()}
    for reference, instrument in load().instruments.items():
        found[f"{reference}.md"] = codebook(instrument)
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


def codebook(instrument: Instrument) -> str:
    """Every indicator of an instrument with its question and definition, by area and group."""
    provenance = instrument.provenance
    lines = [f"# {instrument.title.sv}", "", _NOTE, "", instrument.about.sv]
    if instrument.not_comparable:
        lines += ["", f"Det här säger svaren inte: {instrument.not_comparable.sv[:1].lower()}{instrument.not_comparable.sv[1:]}"]
    lines += [
        "",
        f"Formulär `{instrument.reference}`. Status: {provenance.status.value}. Källa: {provenance.source}. Ansvarig: {provenance.owner}.",
    ]
    lines += [f"Sågs över {provenance.reviewed.isoformat()}, ses över senast {provenance.review_by.isoformat()}."]
    for area, label in instrument.areas.items():
        lines += ["", f"## {label.sv}"]
        for group in (group for group in instrument.groups if group.area == area):
            lines += ["", f"### {group.label.sv}"]
            wide = instrument.subject != "municipality" or not instrument.indicators
            lines += _variables(instrument, group.id) if wide else _indicators(instrument, group.id)
            lines += _figures(instrument, group.id) if wide else []
    lines += [line for one in instrument.derived if not one.group for line in _derived(one)]
    lines += _settings(instrument)
    lines += ["", "## Kontroller", "", "| kontroll | regel | säger |", "|---|---|---|"]
    lines += [f"| `{check.id}` | `{check.rule.text}` | {check.says.sv} |" for check in instrument.checks]
    return "\n".join(lines) + "\n"


def _indicators(instrument: Instrument, group: str) -> list[str]:
    """One question each: a table. Several questions each: the indicators with their rules, then the questions."""
    inside = [one for one in instrument.indicators if one.group == group]
    if all(len(one.questions) == 1 for one in instrument.indicators):
        lines = ["", "| indikator | fråga | definition | id |", "|---|---|---|---|"]
        for indicator in inside:
            variable = instrument.variable(indicator.main_variable)
            lines.append(f"| {indicator.label.sv} | {variable.question.sv} | {variable.definition.sv} | `{indicator.id}` |")
        return lines
    lines = ["", "| indikator | uppnås med | av dem som svarade | id | status |", "|---|---|---|---|---|"]
    for one in inside:
        status = one.provenance.status.value
        lines.append(f"| {one.label.sv} | {one.numerator.says.sv} | {one.denominator.says.sv} | `{one.id}` | {status} |")
    return lines + _patterns(instrument, group)


def _patterns(instrument: Instrument, group: str) -> list[str]:
    """The questions of a group, those that differ only in which area they are asked for under one heading, with every id."""
    kinds: dict[tuple[str, tuple[Category, ...]], list[Variable]] = {}
    for variable in (one for one in instrument.variables if one.group == group):
        kinds.setdefault((variable.short.sv, variable.categories), []).append(variable)
    lines: list[str] = []
    for (short, categories), variables in kinds.items():
        first = variables[0]
        lines += ["", f"#### {short}", "", f"*{first.question.sv}* {first.definition.sv}"]
        if first.guidance:
            lines += ["", f"{first.guidance.short.sv} {first.guidance.long.sv}"]
        facts = [first.type.value, first.kind.value, first.provenance.status.value]
        if first.asked_when:
            facts.append(f"frågas när `{first.asked_when.text}`" + (", och så för var och en" if len(variables) > 1 else ""))
        lines += ["", "; ".join(facts), *_codes(categories), "", "| kolumn | namn |", "|---|---|"]
        lines += [f"| `{variable.id}` | {variable.label.sv} |" for variable in variables]
    return lines


def _settings(instrument: Instrument) -> list[str]:
    """What the source leaves open, and indicators that are only named."""
    lines: list[str] = []
    if instrument.settings:
        lines += ["", "## Val", "", "Det här lämnar källan öppet. Varje val prövas när definitionerna läses."]
        for one in instrument.settings:
            groups = ", ".join(instrument.group(id).label.sv for id in one.groups)
            lines += ["", f"### {one.label.sv} (`{one.id}`)", "", f"Gäller {groups}.", ""]
            lines += [f"- **Valt:** {one.chosen.sv}", f"- **Annars:** {one.alternative.sv}", f"- **Varför:** {one.why.sv}"]
    if instrument.named_only:
        lines += ["", "## Bara namngivna", "", "En källa nämner dem utan att säga hur de räknas. De räknas inte här.", ""]
        lines += [f"- {one.label.sv}. Källa: {one.source}." for one in instrument.named_only]
    return lines


def _figures(instrument: Instrument, group: str) -> list[str]:
    """What is counted from the answers: indicators with their rules, and measures."""
    shares = [one for one in instrument.indicators if one.group == group]
    measures = [one for one in instrument.measures if one.group == group]
    lines = ["", "| mått | räknas så | id |", "|---|---|---|"] if shares or measures else []
    for share in shares:
        says = f"{share.numerator.says.sv}, av {share.denominator.says.sv}: `{share.numerator.rule.text}`"
        lines.append(f"| {share.label.sv} | {says} | `{share.id}` |")
    lines += [f"| {one.label.sv} | {one.says.sv}{_index_values(one)} | `{one.id}` |" for one in measures]
    return lines


def _index_values(measure: Measure) -> str:
    if not isinstance(measure, Index):
        return ""
    values = ", ".join(f"`{code}` {value}" for code, value in measure.values.items())
    return f" Värden: {values}. Minst {measure.at_least} svar med värde."


def _variables(instrument: Instrument, group: str) -> list[str]:
    lines: list[str] = []
    for variable in (one for one in instrument.variables if one.group == group):
        lines += ["", f"#### {variable.label.sv} (`{variable.id}`)", "", f"*{variable.question.sv}* {variable.definition.sv}"]
        if variable.guidance:
            lines += ["", f"{variable.guidance.short.sv} {variable.guidance.long.sv}"]
        facts = [variable.type.value, variable.kind.value, variable.provenance.status.value, f"steg: {', '.join(variable.steps)}"]
        if variable.type is VariableType.INTEGER:
            facts.append(f"{variable.minimum}–{variable.maximum}")
        if variable.asked_when:
            facts.append(f"frågas när `{variable.asked_when.text}`")
        lines += ["", "; ".join(facts), *_codes(variable.categories)]
    return lines + [line for one in instrument.derived if one.group == group for line in _derived(one)]


def _derived(derived: Derived) -> list[str]:
    lines = ["", f"#### {derived.label.sv} (`{derived.id}`, härledd)", "", derived.definition.sv, ""]
    if derived.asked_when:
        lines += [f"Finns när `{derived.asked_when.text}`.", ""]
    if derived.counts:
        return [*lines, f"Antal valda i {', '.join(f'`{one.id}`' for one in derived.counts)}."]
    return [*lines, *(f"- `{case.code}` när `{case.rule.text}`" for case in derived.cases)]


def _codes(categories: tuple[Category, ...]) -> list[str]:
    lines = ["", "| kod | svar | |", "|---|---|---|"] if categories else []
    for category in categories:
        meaning = "svar saknas" if category.missing else "ensamt" if category.exclusive else ""
        lines.append(f"| `{category.code}` | {category.label.sv} | {meaning} |")
    return lines


if __name__ == "__main__":
    TARGET.mkdir(exist_ok=True)
    for name, text in pages().items():
        (TARGET / name).write_text(text, encoding="utf-8")
        print(f"docs/generated/{name}")
