"""The mirror for programs: JSON and CSV say what the tallies say, and no cell is run by a spreadsheet."""

import csv
import io
import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spegla.analyses.mirrors import MirrorAnswer
from spegla.catalogue import Reason
from spegla.columns import Selection
from spegla.messages import Words, messages
from spegla.presentation.mirrors import mirror_csv, mirror_json
from spegla.presentation.mirrors.data import guarded
from tests.unit.presentation.mirrored import OWN, mirrored, packed

SV, EN = messages("sv"), messages("en")
TRIGGERS = ("=", "+", "-", "@", "\t", "\r", "\n")


def as_json(answer: MirrorAnswer) -> dict[str, Any]:
    payload: dict[str, Any] = json.loads(mirror_json(answer, SV))
    return payload


def lines(answer: MirrorAnswer) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(mirror_csv(answer, SV).removeprefix("\ufeff")), delimiter=";"))


@pytest.mark.parametrize(("place", "organisation"), [(0, None), (1, OWN)])
def test_json_has_the_counts_of_the_tallies(place: int, organisation: str | None) -> None:
    tally = packed().tally(Selection((), organisation))

    group = as_json(mirrored(packed()))["groups"][place]

    assert group["n"] == tally.n
    for said, counted in zip(group["variables"], tally.variables, strict=True):
        assert (said["id"], said["asked"], said["answered"]) == (counted.id, counted.asked, counted.answered)
        assert said["missing"] == {reason.value: n for reason, n in counted.missing.items() if n}
        assert {one["code"]: one["n"] for one in said["categories"]} == counted.chosen


def test_json_has_these_keys_and_no_others() -> None:
    payload = as_json(mirrored(packed()))
    group = payload["groups"][0]
    variable = next(one for one in group["variables"] if one["id"] == "kon")

    assert list(payload) == ["instrument", "notices", "where", "own", "unit", "by", "groups"]
    assert list(group) == ["group", "label", "n", "variables"]
    assert list(variable) == ["id", "label", "type", "asked", "answered", "missing", "categories", "summary"]
    assert list(variable["categories"][0]) == ["code", "label", "n", "percent", "interval"]


def test_asked_is_answered_and_all_that_are_missing() -> None:
    groups = as_json(mirrored(packed(), by="kon"))["groups"]

    assert all(one["asked"] == one["answered"] + sum(one["missing"].values()) for group in groups for one in group["variables"])


def test_a_share_is_of_those_who_answered() -> None:
    variable = next(one for one in as_json(mirrored(packed()))["groups"][0]["variables"] if one["id"] == "samtal_avslut")

    assert [one["percent"] for one in variable["categories"]] == [100 * one["n"] / variable["answered"] for one in variable["categories"]]


def test_nobody_gives_no_share_and_no_interval() -> None:
    variables = as_json(mirrored(packed(), where="alder >= 24 and alder < 3"))["groups"][0]["variables"]

    shares = [(one["n"], one["percent"], one["interval"]) for variable in variables for one in variable["categories"]]
    assert set(shares) == {(0, None, None)}


def test_a_number_has_a_summary_and_no_alternatives() -> None:
    variable = next(one for one in as_json(mirrored(packed()))["groups"][0]["variables"] if one["id"] == "alder")

    assert variable["categories"] == []
    assert list(variable["summary"]) == ["mean", "sd", "median", "min", "max"]


def test_what_was_not_asked_for_is_null() -> None:
    payload = as_json(mirrored(packed(), own=""))

    assert (payload["where"], payload["own"], payload["by"]) == (None, None, None)


def test_groups_are_all_then_own_then_the_alternatives_then_those_without_an_answer() -> None:
    groups = as_json(mirrored(packed(), by="kon"))["groups"]

    assert [group["group"] for group in groups] == ["alla", "egen", "flicka", "pojke", "_saknas"]
    assert [group["label"] for group in groups] == ["Alla", "Falun", "Flicka", "Pojke", "Utan svar"]


def test_derived_variables_come_after_the_others() -> None:
    ids = [one["id"] for one in as_json(mirrored(packed()))["groups"][0]["variables"]]

    assert ids[-4:] == ["aldersgrupp", "antal_utsatthet", "antal_utsatthet_grupp", "risk_forandring"]


def test_labels_are_in_the_language_of_the_reader() -> None:
    payload = json.loads(mirror_json(mirrored(packed()), EN))

    assert payload["groups"][0]["label"] == "All"


def test_json_says_that_figures_are_exact_and_rows_invented() -> None:
    assert as_json(mirrored(packed()))["notices"] == ["Exakta uppgifter – får inte spridas.", "Påhittade uppgifter."]


def test_json_says_once_what_has_no_column() -> None:
    notices = as_json(mirrored(packed(without=frozenset({"alder", "lagrum"}))))["notices"]

    said = "Ej insamlat, filen har ingen kolumn för: Barnets ålder i hela år, Lagrum, Åldersgrupp."
    assert notices[2:] == [said]


# ── CSV ───────────────────────────────────────────────────────────────────


def test_csv_has_a_row_for_each_alternative_of_each_group() -> None:
    answer = mirrored(packed())
    wanted = [
        (group["group"], variable["id"], one["code"], str(one["n"]))
        for group in as_json(answer)["groups"]
        for variable in group["variables"]
        for one in variable["categories"]
    ]

    found = [(row["grupp"], row["variabel"], row["kod"], row["antal"]) for row in lines(answer) if row["slag"] == "answer" and row["kod"]]
    assert found == wanted


def test_csv_has_a_row_for_each_reason_that_somebody_has() -> None:
    answer = mirrored(packed())
    missing = {
        (row["variabel"], row["kod"]): int(row["antal"]) for row in lines(answer) if row["slag"] == "missing" and row["grupp"] == "alla"
    }

    variables = {one.id: one for one in packed().tally(Selection()).variables}
    assert missing["utsatthet_foraldrar", "not_known"] == variables["utsatthet_foraldrar"].missing[Reason.NOT_KNOWN]
    assert missing["ensamkommande", "not_asked"] == 416 - variables["ensamkommande"].asked


def test_no_row_of_csv_is_without_the_notice() -> None:
    notices = {row["anmarkning"] for row in lines(mirrored(packed(), by="kommunkod", own=""))}

    assert notices == {"Exakta uppgifter – får inte spridas. Påhittade uppgifter."}


def test_what_has_no_column_has_one_row_without_figures() -> None:
    rows = [row for row in lines(mirrored(packed(without=frozenset({"lagrum"})))) if row["variabel"] == "lagrum"]

    assert [(row["slag"], row["svar"], row["antal"], row["procent"]) for row in rows] == [("not_collected", "ej insamlad", "", "")]


def test_a_swedish_spreadsheet_opens_it_right() -> None:
    text = mirror_csv(mirrored(packed()), SV)

    assert text.startswith("\ufeffgrupp;gruppnamn;")
    assert lines(mirrored(packed()))[2]["procent"] == f"{100 * 287 / 404:.2f}".replace(".", ",")


def test_an_english_one_has_commas_and_points() -> None:
    rows = list(csv.DictReader(io.StringIO(mirror_csv(mirrored(packed()), EN).removeprefix("\ufeff"))))

    assert rows[2]["percent"] == f"{100 * 287 / 404:.2f}"


def test_fewer_than_ten_answers_are_said_to_be_too_few() -> None:
    rows = [row for row in lines(mirrored(packed(6))) if row["slag"] == "answer" and int(row["har_svarat"])]

    assert {row["lasning"] for row in rows} == {"för få för procent"}


@given(st.text())
def test_no_guarded_text_begins_with_a_trigger(text: str) -> None:
    assert not guarded(text).startswith(TRIGGERS)


@given(st.text())
def test_a_guarded_text_keeps_what_it_says(text: str) -> None:
    assert guarded(text) in (text, f"'{text}")


@pytest.mark.parametrize("sign", TRIGGERS)
def test_a_label_from_a_definition_is_no_formula(sign: str) -> None:
    answer = mirrored(packed())
    first = replace(answer.instrument.variables[0], label=Words(f'{sign}HYPERLINK("x")', "x"))
    hostile = replace(answer, instrument=replace(answer.instrument, variables=(first, *answer.instrument.variables[1:])))

    cells = [cell for row in csv.reader(io.StringIO(mirror_csv(hostile, SV), newline=""), delimiter=";") for cell in row]
    assert [cell for cell in cells if cell.startswith(TRIGGERS)] == []
    assert any(cell.startswith(f"'{sign}") for cell in cells)
