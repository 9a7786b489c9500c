"""The texts of a report that people write: a Markdown file whose headings are the parts and the areas.

A heading that is none of them is an error that says where and which there are: a text that silently vanished would be missed in the
meeting. What is not written has the definition's standing text.
"""

import difflib
from collections.abc import Iterable, Mapping

from spegla.catalogue import Instrument
from spegla.catalogue.municipalities import fold
from spegla.catalogue.reports import Part, Report, Shows
from spegla.messages import Messages, Words
from spegla.presentation.document import Block
from spegla.presentation.reports.markdown import TextProblem, parts_of

Written = Mapping[str, tuple[Block, ...]]


class TextsError(Exception):
    """The texts cannot be used; `problems` says every reason found, in the order of the file."""

    def __init__(self, problems: tuple[TextProblem, ...]) -> None:
        super().__init__("; ".join(f"{problem.line}: {problem.code}" for problem in problems))
        self.problems = problems


def read_texts(markdown: str, report: Report, instrument: Instrument) -> Written:
    """What is written, by the id of its part or area. Raises `TextsError` with everything that is wrong."""
    known = _headings(report, instrument)
    parts, found = parts_of(markdown)
    problems = list(found)
    written: dict[str, tuple[Block, ...]] = {}
    lines: dict[str, int] = {}
    for part in parts:
        id = known.get(fold(part.heading), "")
        if not part.heading:
            problems.append(TextProblem(part.line, "texts_before_heading"))
        elif not id:
            problems.append(_unknown(part.heading, part.line, _ids(report)))
        elif id in lines:
            problems.append(TextProblem(part.line, "texts_twice", {"heading": part.heading, "first": str(lines[id])}))
        elif part.blocks:
            written[id] = part.blocks
        lines.setdefault(id, part.line)
    if problems:
        raise TextsError(tuple(sorted(problems, key=lambda problem: problem.line)))
    return written


def texts_template(report: Report, instrument: Instrument, messages: Messages) -> str:
    """A file to write in: every heading, each with what becomes of a text there and what the report says when nothing is written."""
    lines = [f"<!-- {messages.say('texts_template', report=_in(report.name, messages))} -->"]
    areas = {area.id: area.text for area in report.areas}
    for part in report.parts:
        if part.shows in (Shows.AREAS, Shows.OWN_AREAS):
            for area, label in instrument.areas.items():
                lines += _entry(area, _in(label, messages), _becomes(_standing(areas.get(area, ()), messages), True, messages))
        elif _writable(part):
            steps = [words for step in part.steps for words in (step.title, step.says)]
            standing = _standing((*part.text, *steps), messages)
            title = _in(part.title, messages) if part.title else ""
            lines += _entry(part.id, title, _becomes(standing, part.shows is not Shows.TEXT, messages))
    return "\n".join(lines) + "\n"


def _becomes(standing: str, fills_in: bool, messages: Messages) -> str:
    """What becomes of a text: what is `standing` it replaces, and what the report itself fills in comes after it."""
    if not standing:
        return messages.say("texts_before" if fills_in else "texts_nothing")
    return messages.say("texts_replaces_before" if fills_in else "texts_replaces", text=standing)


def _standing(text: Iterable[Words], messages: Messages) -> str:
    return " ".join(_in(words, messages) for words in text)


def _entry(id: str, title: str, becomes: str) -> list[str]:
    about = f"{title}. {becomes}" if title else becomes
    return ["", f"## {id}", "", f"<!-- {about} -->"]


def _headings(report: Report, instrument: Instrument) -> Mapping[str, str]:
    """How each part and area may be called: by id, or by its title in either language."""
    names: dict[str, str] = {}
    for part in report.parts:
        if _writable(part):
            titles = (part.title.sv, part.title.en) if part.title else ()
            names |= {fold(name): part.id for name in (part.id, *titles)}
    for area in _areas(report):
        label = instrument.areas[area]
        names |= {fold(name): area for name in (area, label.sv, label.en)}
    return names


def _ids(report: Report) -> tuple[str, ...]:
    return (*(part.id for part in report.parts if _writable(part)), *_areas(report))


def _areas(report: Report) -> tuple[str, ...]:
    shown = any(part.shows in (Shows.AREAS, Shows.OWN_AREAS) for part in report.parts)
    return tuple(area.id for area in report.areas) if shown else ()


def _writable(part: Part) -> bool:
    return part.shows not in (Shows.CONTENTS, Shows.AREAS, Shows.OWN_AREAS)


def _unknown(heading: str, line: int, ids: tuple[str, ...]) -> TextProblem:
    near = difflib.get_close_matches(heading.casefold().replace(" ", "_"), ids, n=1)
    known = ", ".join(ids)
    if near:
        return TextProblem(line, "texts_unknown_near", {"heading": heading, "near": near[0], "known": known})
    return TextProblem(line, "texts_unknown", {"heading": heading, "known": known})


def _in(words: Words, messages: Messages) -> str:
    return words.in_language(messages.language)
