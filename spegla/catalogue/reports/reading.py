"""The definition of a report, read and checked: every part, area and braced word is known, or there is a problem with its place."""

from collections.abc import Collection, Mapping
from string import Formatter

from spegla.catalogue.instruments import read_provenance
from spegla.catalogue.model import Instrument
from spegla.catalogue.reader import Fields, Reader
from spegla.catalogue.reports.model import (
    FACTS,
    SITUATION_FACTS,
    AreaText,
    Figures,
    Observation,
    Part,
    Report,
    Shows,
    Situation,
    Step,
)
from spegla.catalogue.source import Place, Table
from spegla.messages import Words


def read_report(table: Table, instruments: Mapping[str, Instrument], reader: Reader) -> Report:
    """One report. Problems are noted with `reader`; what is read after one is a stand-in that must not leave the catalogue."""
    fields = reader.fields(table)
    known = fields.choices("instruments", tuple(instruments))
    inside = [instruments[reference] for reference in known]
    report = Report(
        id=fields.id("id"),
        version=fields.text("version"),
        name=fields.words("name"),
        figures=fields.choice("figures", {one.value: one for one in Figures}, Figures.INDICATORS),
        instruments=known,
        needs_own=fields.flag("needs_own"),
        refuses_own=fields.flag("refuses_own"),
        title=_words(fields, "title", FACTS, reader) if fields.has("title") else None,
        over=_words(fields, "over", FACTS, reader),
        head=_words(fields, "head", FACTS, reader),
        parts=_parts(fields, reader),
        areas=_areas(fields, frozenset(area for instrument in inside for area in instrument.areas), reader),
        observations=_observations(fields, reader),
        provenance=read_provenance(fields),
    )
    fields.done()
    return report


def _parts(fields: Fields, reader: Reader) -> tuple[Part, ...]:
    found: dict[str, Part] = {}
    for node in fields.sequence("parts"):
        one = reader.fields(node)
        part = Part(
            id=one.id("id"),
            shows=one.choice("shows", {shows.value: shows for shows in Shows}, Shows.TEXT),
            title=_words(one, "title", FACTS, reader) if one.has("title") else None,
            text=_paragraphs(one, "text", FACTS, reader),
            steps=_steps(one, reader),
            most=one.optional_integer("most"),
            new_page=one.flag("new_page"),
        )
        one.done()
        if part.id in found:
            reader.problem(one.place, "definition_duplicate_id", id=part.id)
        found[part.id] = part
    return tuple(found.values())


def _steps(fields: Fields, reader: Reader) -> tuple[Step, ...]:
    found = []
    for node in fields.optional_sequence("steps"):
        one = reader.fields(node)
        found.append(Step(_words(one, "title", FACTS, reader), _words(one, "says", FACTS, reader)))
        one.done()
    return tuple(found)


def _areas(fields: Fields, known: Collection[str], reader: Reader) -> tuple[AreaText, ...]:
    found = []
    for node in fields.optional_sequence("areas"):
        one = reader.fields(node)
        id = one.choice("id", {area: area for area in known}, "")
        found.append(AreaText(id, _paragraphs(one, "text", FACTS, reader), _paragraphs(one, "discuss", FACTS, reader)))
        one.done()
    return tuple(found)


def _observations(fields: Fields, reader: Reader) -> tuple[Observation, ...]:
    found = []
    for node in fields.optional_sequence("observations"):
        one = reader.fields(node)
        when = one.choice("when", {situation.value: situation for situation in Situation}, Situation.NOBODY)
        sign = one.choice("sign", {"know": "know", "discuss": "discuss"}, "know")
        found.append(Observation(sign, when, _words(one, "says", FACTS | SITUATION_FACTS[when], reader)))
        one.done()
    return tuple(found)


def _paragraphs(fields: Fields, name: str, facts: Collection[str], reader: Reader) -> tuple[Words, ...]:
    found = []
    for node in fields.optional_sequence(name):
        one = reader.fields(node)
        words = Words(one.text("sv"), one.text("en"))
        one.done()
        _filled(words, facts, one.place, reader)
        found.append(words)
    return tuple(found)


def _words(fields: Fields, name: str, facts: Collection[str], reader: Reader) -> Words:
    words = fields.words(name)
    node = fields.node(name)
    _filled(words, facts, node.place if node is not None else fields.place, reader)
    return words


def _filled(words: Words, facts: Collection[str], place: Place, reader: Reader) -> None:
    """A problem for each braced word that nothing would fill."""
    for text in (words.sv, words.en):
        try:
            names = [name for _, name, _, _ in Formatter().parse(text) if name is not None]
        except ValueError:
            reader.problem(place, "definition_braces")
            continue
        for name in names:
            if name not in facts:
                reader.problem(place, "definition_unknown_fact", name=name, known=", ".join(sorted(facts)))
