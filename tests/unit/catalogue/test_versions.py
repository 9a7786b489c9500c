"""Maps between versions: what a writer may do wrong, what two versions are said to differ in, and how a series is read."""

from collections.abc import Iterator

import pytest

from spegla.catalogue import Instrument, Reason, load
from spegla.catalogue.versions import Change, SeriesBreakError, Verdict, VersionMap, compare, series_of
from tests.unit.catalogue.definitions import INDICATORS, INSTRUMENT, Folder, Found

SECOND, MAP = "instruments/lek-2.yaml", "maps/lek-1--lek-2.yaml"
HEAD = """from: lek-1
to: lek-2
status: seed
source: Påhittad
owner: Spegla
reviewed: "2026-11-22"
review_by: "2027-11-22"
"""


@pytest.fixture
def versions(folder: Folder) -> Iterator[Folder]:
    """`lek-1`, a second version that is the same, and the map that says so."""
    folder.write(SECOND, folder.text(INSTRUMENT).replace('version: "1"', 'version: "2"'))
    folder.write(INDICATORS, folder.text(INDICATORS))
    ids = ", ".join(one.id for one in folder.load().instruments["lek-1"].asked_and_derived)
    folder.write(MAP, f"{HEAD}same:\n  reason: {{sv: Lika, en: Same}}\n  variables: [{ids}]\n")
    load.cache_clear()
    yield folder
    load.cache_clear()


def instruments(folder: Folder) -> tuple[Instrument, Instrument, VersionMap]:
    catalogue = folder.load()
    return catalogue.instruments["lek-1"], catalogue.instruments["lek-2"], catalogue.maps["lek-1", "lek-2"]


def moved(folder: Folder, id: str, block: str) -> Folder:
    """With `id` taken out of `same` and `block` put under `variables`."""
    text = folder.text(MAP)
    text = text.replace(f"[{id}, ", "[").replace(f", {id},", ",").replace(f", {id}]", "]")
    return folder.write(MAP, f"{text}variables:\n{block}")


def test_versions_that_are_the_same_are_compared_as_such(versions: Folder) -> None:
    old, new, found = instruments(versions)

    comparison = compare(old, new, found)

    assert {one.verdict for one in comparison.variables} == {Verdict.COMPARABLE}
    assert {one.changes for one in comparison.variables} == {()}


def test_a_question_that_the_map_leaves_out_is_a_problem_in_both_versions(versions: Folder) -> None:
    moved(versions, "humor", "  []\n")
    versions.write(MAP, versions.text(MAP).replace("variables:\n  []\n", ""))

    assert [problem.code for problem in versions.problems()] == ["definition_map_missing"] * 2


WRONG = [
    ("definition_map_unknown", "- {to: glad, verdict: break, reason: {sv: S, en: E}, from: [humor]}"),
    ("definition_map_unknown", "- {to: humor, verdict: break, reason: {sv: S, en: E}, from: [glad]}"),
    ("definition_map_codes_or_from", "- {to: humor, verdict: break, reason: {sv: S, en: E}}"),
    ("definition_field_missing", "- {to: humor, verdict: break, from: [humor]}"),
    ("definition_unknown_choice", "- {to: humor, verdict: kanske, reason: {sv: S, en: E}, from: [humor]}"),
    ("definition_map_codes_missing", "- {to: humor, verdict: break, reason: {sv: S, en: E}, codes: {humor: {}}}"),
    ("definition_map_code_unknown", "- {to: humor, verdict: break, reason: {sv: S, en: E}, codes: {humor: {finns_inte: []}}}"),
    ("definition_unknown_field", "- {to: humor, verdict: break, reason: {sv: S, en: E}, from: [humor], kanske: ja}"),
]


@pytest.mark.parametrize(("code", "block"), WRONG)
def test_what_is_wrong_in_a_map_is_told_where_it_stands(versions: Folder, code: str, block: str) -> None:
    moved(versions, "humor", f"  {block}\n")

    assert code in {problem.code for problem in versions.problems()}
    assert {problem.place.file for problem in versions.errors().problems} == {MAP}


def test_a_question_that_has_changed_cannot_be_called_the_same(versions: Folder) -> None:
    versions.changed('maximum: "20"', 'maximum: "30"', SECOND)

    (problem,) = versions.problems()
    assert problem.code == "definition_map_not_same"


def test_a_map_is_called_after_its_versions(versions: Folder) -> None:
    versions.write("maps/lek.yaml", versions.text(MAP))
    (versions.root / MAP).unlink()

    assert versions.problems() == [Found("definition_file_name", "from: lek-1")]


def test_a_version_that_does_not_exist_is_told(versions: Folder) -> None:
    versions.changed("to: lek-2", "to: lek-9", MAP)

    assert versions.problems() == [Found("definition_unknown_choice", "to: lek-9")]


def test_a_number_cannot_be_read_from_a_code(versions: Folder) -> None:
    catalogue = versions.load()
    number = next(one.id for one in catalogue.instruments["lek-1"].variables if one.type.value == "integer")
    load.cache_clear()
    moved(versions, number, f"  - {{to: {number}, verdict: break, reason: {{sv: S, en: E}}, from: [humor]}}\n")

    assert "definition_map_kind" in {problem.code for problem in versions.problems()}


@pytest.mark.parametrize(
    ("old", "new", "change"),
    [
        ('maximum: "20"', 'maximum: "30"', Change.LIMITS),
        ("{code: tung, label: {sv: Tung, en: Heavy}}", "{code: tung, label: {sv: Tyngre, en: Heavy}}", Change.LABELS),
        ("{code: tung, label: {sv: Tung, en: Heavy}}", "{code: tungst, label: {sv: Tung, en: Heavy}}", Change.ANSWERS),
        ('asked_when: humor != "arg"', 'asked_when: humor == "arg"', Change.ASKED),
        ("short: {sv: Kottar räknas., en: Cones count.}", "short: {sv: Kottar räknas inte., en: Cones do not.}", Change.GUIDANCE),
    ],
)
def test_what_differs_is_computed(versions: Folder, old: str, new: str, change: Change) -> None:
    (versions.root / MAP).unlink()
    try:
        versions.changed(old, new, SECOND)
    except LookupError:
        versions.write(SECOND, versions.text(SECOND).replace(old, new, 1))
    catalogue = load(versions.root)

    comparison = compare(catalogue.instruments["lek-1"], catalogue.instruments["lek-2"], None)

    assert change in {found for one in comparison.variables for found in one.changes}
    assert not comparison.mapped


def test_without_a_map_there_is_no_series(versions: Folder) -> None:
    old, new, _ = instruments(versions)

    with pytest.raises(SeriesBreakError) as found:
        series_of("humor", [old, new], {})
    assert (found.value.variable, found.value.verdict, found.value.reason) == ("humor", None, None)


def test_the_built_in_maps_read_exposure_as_three_kinds() -> None:
    catalogue = load()
    old = {one.id: one for one in catalogue.instruments["webbkollen-2017"].asked_and_derived}
    exposure = catalogue.maps["webbkollen-2017", "bbic-3.1"].variables["identifierad_utsatthet"]

    def read(home: set[str], parents: set[str], child: set[str]) -> object:
        from spegla.catalogue.rules import VariableType
        from spegla.catalogue.versions.model import value_through

        answers = {"utsatthet_hemmet": frozenset(home), "utsatthet_foraldrar": frozenset(parents), "utsatthet_barnet": frozenset(child)}
        return value_through(exposure.sources, VariableType.MULTIPLE, old, answers)

    assert exposure.verdict is Verdict.BREAK
    assert read({"fysiskt_vald"}, {"ingen"}, {"ingen"}) == {"hemmiljo"}
    assert read({"ingen"}, {"missbruk"}, {"skola"}) == {"hemmiljo", "eget_beteende"}
    assert read({"annat"}, {"annat"}, {"annat"}) == {"annan"}
    assert read({"ingen"}, {"ingen"}, {"ingen"}) is Reason.NOT_APPLICABLE
    assert read({"fysiskt_vald"}, {"saknas"}, {"ingen"}) is Reason.NOT_KNOWN


@pytest.mark.parametrize(
    ("variable", "verdict"),
    [("identifierad_utsatthet", Verdict.BREAK), ("ensamkommande", Verdict.BREAK), ("samtal_beslut", None)],
)
def test_the_built_in_breaks_are_refused(variable: str, verdict: Verdict | None) -> None:
    catalogue = load()
    versions = [catalogue.instruments[name] for name in ("webbkollen-2016", "webbkollen-2017", "bbic-3.1")]

    with pytest.raises(SeriesBreakError) as found:
        series_of(variable, versions, catalogue.maps)
    assert (found.value.variable, found.value.verdict) == (variable, verdict)


def test_what_has_not_changed_is_followed_through_all_three() -> None:
    catalogue = load()
    versions = [catalogue.instruments[name] for name in ("webbkollen-2016", "webbkollen-2017", "bbic-3.1")]

    series = series_of("risk_beslut", versions, catalogue.maps)

    assert [reading.instrument.reference for reading in series.readings] == ["webbkollen-2016", "webbkollen-2017", "bbic-3.1"]
    assert all(reading.itself for reading in series.readings)
