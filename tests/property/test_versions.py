"""Whatever is done to a form, the answers that were given stay as they are, and each version's rows are all accounted for."""

import hashlib
import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from spegla.catalogue import Instrument, Reason
from spegla.catalogue.instruments import read_instrument
from spegla.catalogue.reader import Reader
from spegla.catalogue.source import parse_definition
from spegla.catalogue.versions import Series, SeriesBreakError, VersionMap, series_of
from spegla.catalogue.versions.reading import read_map
from spegla.columns import Batch, Holder, Packed, Selection
from spegla.columns.stored import check_saved, open_saved, save
from tests.property.instruments import HEAD, LABEL
from tests.property.test_engines import SLOW

PLACES = ("2080", "2081")
Form = dict[str, list[str]]  # the codes of each question, "inte_kant" always among them
MapData = dict[str, Any]


class History:
    """Versions of a form of multiple answers, each made from the one before by one edit, with the map that an editor would write."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.names = iter(f"ny{number}" for number in range(100))
        self.forms: list[Form] = [{"a": ["a1", "a2", "a3"], "b": ["b1", "b2"], "c": ["c1", "c2"]}]
        self.maps: list[MapData] = []

    def edit(self, verdict: str) -> None:
        old = self.forms[-1]
        kinds = ["add", "rename_code", "rename", "split"] + ["merge", "remove"] * (len(old) > 2)
        self.verdict = verdict
        getattr(self, self.draw(st.sampled_from(kinds)))(old)

    def write(self, new: Form, codes: Mapping[str, Mapping[str, Mapping[str, list[str]]]], added: list[str], dropped: list[str]) -> None:
        """`codes` of the questions that are not as they were."""
        same = [id for id in new if id not in codes and id not in added]
        self.forms.append(new)
        reasons = {"added": [{"id": id, "reason": LABEL} for id in added], "dropped": [{"id": id, "reason": LABEL} for id in dropped]}
        variables = [{"to": id, "verdict": self.verdict, "reason": LABEL, "codes": one} for id, one in codes.items()]
        self.maps.append({"same": {"reason": LABEL, "variables": same}, "variables": variables, **reasons})

    def picked(self, old: Form) -> str:
        return self.draw(st.sampled_from(sorted(old)))

    def add(self, old: Form) -> None:
        id = next(self.names)
        self.write({**old, id: [f"{id}x", f"{id}y"]}, {}, [id], [])

    def remove(self, old: Form) -> None:
        gone = self.picked(old)
        self.write({id: codes for id, codes in old.items() if id != gone}, {}, [], [gone])

    def rename(self, old: Form) -> None:
        was, id = self.picked(old), next(self.names)
        new = {id if one == was else one: codes for one, codes in old.items()}
        self.write(new, {id: {was: {code: [code] for code in old[was]}}}, [], [])

    def rename_code(self, old: Form) -> None:
        id = self.picked(old)
        new = {**old, id: [f"{next(self.names)}k", *old[id][1:]]}
        self.write(new, {id: {id: {code: [late] for code, late in zip(old[id], new[id], strict=True)}}}, [], [])

    def merge(self, old: Form) -> None:
        one, other = sorted(old)[:2]
        id = next(self.names)
        codes = [f"{id}m", f"{id}n"]
        sources = {source: {code: [codes[place % 2]] for place, code in enumerate(old[source])} for source in (one, other)}
        rest = {name: found for name, found in old.items() if name not in (one, other)}
        self.write({**rest, id: codes}, {id: sources}, [], [])

    def split(self, old: Form) -> None:
        """One question becomes two that are both read from it, each of some of its codes."""
        was, first, second = self.picked(old), next(self.names), next(self.names)
        codes = old[was]
        rest = {name: found for name, found in old.items() if name != was}
        parts = {first: codes[:1], second: codes[1:] or codes}
        maps = {id: {was: {code: [code] if code in part else [] for code in codes}} for id, part in parts.items()}
        self.write({**rest, **parts}, maps, [], [])


def form(definition: Form, version: int) -> Instrument:
    variables = []
    for id, codes in definition.items():
        categories: list[dict[str, Any]] = [{"code": code, "label": LABEL} for code in codes]
        categories.append({"code": "inte_kant", "label": LABEL, "missing": "not_known", "exclusive": "ja"})
        words = {"label": LABEL, "question": LABEL, "definition": LABEL, "kind": "resultat", "group": "g", "steps": ["beslut"]}
        variables.append({**words, "id": id, "type": "multiple", "categories": categories})
    text = json.dumps({**HEAD, "version": str(version), "variables": variables})
    reader = Reader()
    made, _ = read_instrument(parse_definition(text, f"slump-{version}.yaml"), reader)
    reader.finish()
    return made


def version_map(data: MapData, old: Instrument, new: Instrument) -> VersionMap:
    head = {key: HEAD[key] for key in ("status", "source", "owner", "reviewed", "review_by")}
    text = json.dumps({**head, "from": old.reference, "to": new.reference, **data})
    reader = Reader()
    found = read_map(parse_definition(text, "karta.yaml"), {one.reference: one for one in (old, new)}, reader)
    reader.finish()
    assert found is not None
    return found


def rows(instrument: Instrument, random: np.random.Generator) -> Batch:
    length = int(random.integers(1, 150))
    answers = {}
    for variable in instrument.variables:
        codes = len(variable.substantive)
        chosen = random.integers(0, 1 << codes, length).astype(np.uint64)
        answers[variable.id] = np.where(random.random(length) < 0.2, np.uint64(1 << codes), chosen).astype(np.uint64)
    return Batch(instrument, length, PLACES, random.integers(0, 2, length).astype(np.int32), answers)


def content(folder: Path) -> dict[str, str]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def followed(versions: list[Instrument], maps: Mapping[tuple[str, str], VersionMap]) -> list[Series]:
    """The variables of the newest version that all versions have, and nothing else may be left out."""
    found = []
    for variable in versions[-1].variables:
        try:
            found.append(series_of(variable.id, versions, maps))
        except SeriesBreakError as error:
            if error.verdict is not None or not any(error.variable in one.added for one in maps.values()):
                raise
    return found


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[Instrument], dict[tuple[str, str], VersionMap], int]:
    """Versions, the maps between neighbours, and a seed for their rows."""
    history = History(draw)
    for _ in range(draw(st.integers(1, 5))):
        history.edit("comparable")
    versions = [form(definition, number) for number, definition in enumerate(history.forms, start=1)]
    pairs = zip(versions, versions[1:], history.maps, strict=False)
    maps = {(old.reference, new.reference): version_map(data, old, new) for old, new, data in pairs}
    return versions, maps, draw(st.integers(0, 2**32 - 1))


@settings(max_examples=60, suppress_health_check=SLOW)
@given(histories())
def test_stored_answers_are_the_same_bytes_after_any_edits_and_open_in_their_own_version(
    history: tuple[list[Instrument], dict[tuple[str, str], VersionMap], int],
) -> None:
    versions, maps, seed = history
    random = np.random.default_rng(seed)
    first = versions[0]
    batch = rows(first, random)
    with tempfile.TemporaryDirectory() as name:
        save(Path(name), batch)
        before = content(Path(name))
        opened = open_saved(Path(name), first, PLACES)
        own = opened.tally(Selection())
        for series in followed(versions, maps):
            opened.read_as(series.readings[0], Selection())

        check_saved(Path(name))
        assert content(Path(name)) == before
        assert open_saved(Path(name), first, PLACES).tally(Selection()) == own == Packed.of(batch, Holder.FILE).tally(Selection())


@settings(max_examples=60, suppress_health_check=SLOW)
@given(histories())
def test_totals_of_the_versions_are_all_rows_and_agree_with_one_response_at_a_time(
    history: tuple[list[Instrument], dict[tuple[str, str], VersionMap], int],
) -> None:
    versions, maps, seed = history
    random = np.random.default_rng(seed)
    batches = [rows(version, random) for version in versions]
    total = 0
    for series in followed(versions, maps):
        for reading, batch in zip(series.readings, batches, strict=True):
            tally = Packed.of(batch, Holder.FILE).read_as(reading, Selection())
            values = [reading.value(batch.response(row).answers) for row in range(batch.length)]
            total += 1

            assert tally.asked == tally.answered + sum(tally.missing.values()) == batch.length
            assert tally.answered == sum(not isinstance(value, Reason) for value in values)
            assert dict(tally.missing) == {reason: count for reason in Reason if (count := sum(value is reason for value in values))}
            for code, count in tally.chosen.items():
                assert count == sum(isinstance(value, frozenset) and code in value for value in values)
    assert total or any(one.added for one in maps.values())


@settings(max_examples=40, suppress_health_check=SLOW)
@given(st.data(), st.sampled_from(["break", "not_comparable"]))
def test_a_series_over_a_break_is_refused_by_name(data: st.DataObject, verdict: str) -> None:
    history = data.draw(st.builds(History, st.just(data.draw)))
    history.verdict = verdict
    history.rename_code(history.forms[0]) if verdict == "break" else history.rename(history.forms[0])
    old, new = form(history.forms[0], 1), form(history.forms[1], 2)
    if verdict == "not_comparable":
        for one in history.maps[0]["variables"]:
            one["from"] = list(one.pop("codes"))
    maps = {("slump-1", "slump-2"): version_map(history.maps[0], old, new)}
    changed = history.maps[0]["variables"][0]["to"]

    refused = set()
    for variable in new.variables:
        try:
            series_of(variable.id, [old, new], maps)
        except SeriesBreakError as found:
            refused.add((found.variable, found.old, found.new, found.verdict))

    assert refused == {(changed, "slump-1", "slump-2", verdict)}


def test_what_was_split_and_put_together_again_is_the_same_answers() -> None:
    forms: list[Form] = [{"a": ["x", "y"]}, {"b": ["x"], "c": ["y"]}, {"d": ["x", "y"]}]
    first, second, third = (form(definition, number) for number, definition in enumerate(forms, start=1))
    blank = {"same": {"reason": LABEL, "variables": []}, "added": [], "dropped": []}
    comparable = {"verdict": "comparable", "reason": LABEL}
    split = [
        {**comparable, "to": "b", "codes": {"a": {"x": ["x"], "y": []}}},
        {**comparable, "to": "c", "codes": {"a": {"x": [], "y": ["y"]}}},
    ]
    together = [{**comparable, "to": "d", "codes": {"b": {"x": ["x"]}, "c": {"y": ["y"]}}}]
    maps = {
        ("slump-1", "slump-2"): version_map({**blank, "variables": split}, first, second),
        ("slump-2", "slump-3"): version_map({**blank, "variables": together}, second, third),
    }

    reading = series_of("d", [first, second, third], maps).readings[0]

    assert reading.sources == {"a": {"x": ("x",), "y": ("y",)}}
    assert reading.value({"a": frozenset({"x", "y"})}) == {"x", "y"}
