"""The mirror of random registrations, beside an independent count in plain pandas."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from spegla.analyses.mirrors import Compared, MirrorAnswer, MirrorQuestion, UngroupableVariableError, crossed, mirror, mirror_of_file
from spegla.catalogue import Catalogue, Instrument
from spegla.catalogue.municipalities import UnknownMunicipalityError
from spegla.catalogue.rules import RuleError, VariableType
from spegla.columns import BLANK, Batch, Holder, Packed
from spegla.columns.stored import open_saved
from spegla.disclosure import Audience, ClearingRefusedError
from spegla.disclosure.mirrors import ClearedGroup, ClearedVariable
from tests.unit.columns.registrations import as_pandas, registrations

HOLDER = Audience.file_holder()


@pytest.fixture(scope="module")
def webbkollen(catalogue: Catalogue) -> Instrument:
    return catalogue.instruments["webbkollen-2017"]


@pytest.fixture(scope="module")
def batch(webbkollen: Instrument) -> Batch:
    return registrations(webbkollen, 500)


@pytest.fixture(scope="module")
def frame(batch: Batch) -> pd.DataFrame:
    return as_pandas(batch)


@pytest.fixture(scope="module")
def packed(batch: Batch) -> Packed:
    return Packed.of(batch, Holder.FILE)


def ask(packed: Packed, catalogue: Catalogue, **question: str) -> MirrorAnswer:
    return mirror(packed, MirrorQuestion(**question), catalogue, HOLDER)


def group(answer: MirrorAnswer, code: str) -> ClearedGroup:
    return {group.code: group for group in answer.cleared.groups}[code]


def variable(group: ClearedGroup, id: str) -> ClearedVariable:
    return {variable.id: variable for variable in group.variables}[id]


def chosen(cell: object) -> tuple[object, ...]:
    return cell if isinstance(cell, tuple) else (cell,)


def test_every_alternative_is_counted_as_pandas_counts_it(
    packed: Packed, frame: pd.DataFrame, catalogue: Catalogue, webbkollen: Instrument
) -> None:
    all_rows = group(ask(packed, catalogue), "alla")

    for one in webbkollen.variables:
        if one.type is VariableType.INTEGER:
            continue
        answers = frame[one.id].dropna()
        real = answers[[not set(chosen(answer)) & set(one.missing) for answer in answers]]
        counts = real.explode().value_counts()
        found = variable(all_rows, one.id)
        assert found.answered == len(real), one.id
        assert {alternative.code: alternative.n for alternative in found.alternatives} == {
            code: int(counts.get(code, 0)) for code in one.substantive
        }, one.id


def test_a_filter_and_the_own_rows_are_those_of_pandas(packed: Packed, frame: pd.DataFrame, catalogue: Catalogue) -> None:
    answer = ask(packed, catalogue, where='kon == "flicka" and alder >= 13 and "skola" in utsatthet_barnet', own="2080")

    rows = frame[(frame.kon == "flicka") & (frame.alder.fillna(-1) >= 13)]
    rows = rows[["skola" in (answer or ()) for answer in rows.utsatthet_barnet]]
    assert [(group.code, group.n) for group in answer.cleared.groups] == [("alla", len(rows)), ("egen", (rows.kommunkod == "2080").sum())]


def test_ages_are_summarised_as_pandas_does(packed: Packed, frame: pd.DataFrame, catalogue: Catalogue) -> None:
    summary = variable(group(ask(packed, catalogue), "alla"), "alder").summary

    ages = frame.alder.dropna().astype(int)
    assert summary is not None
    assert (summary.mean, summary.sd, summary.median) == pytest.approx((ages.mean(), ages.std(), ages.median()))
    assert (summary.least, summary.greatest) == (ages.min(), ages.max())


def test_groups_come_in_the_order_of_the_definition_and_then_those_without_an_answer(
    packed: Packed, frame: pd.DataFrame, catalogue: Catalogue
) -> None:
    answer = ask(packed, catalogue, by="risk_beslut")

    counts = frame.risk_beslut.value_counts()
    known = ["lag", "forhojd", "hog", "mycket_hog"]
    assert [(group.code, group.n) for group in answer.cleared.groups] == [
        ("alla", 500),
        *((code, counts[code]) for code in known),
        ("_saknas", 500 - sum(counts[code] for code in known)),
    ]


def test_several_answers_give_groups_that_overlap(packed: Packed, frame: pd.DataFrame, catalogue: Catalogue) -> None:
    answer = ask(packed, catalogue, by="fokus", own="2081")

    own = frame[frame.kommunkod == "2081"]
    assert group(answer, "halsa").n == sum("halsa" in (cell or ()) for cell in own.fokus)
    assert sum(one.n for one in answer.cleared.groups[2:]) > len(own)
    assert group(answer, "_saknas").n == own.fokus.isna().sum()


def test_without_anyone_lacking_an_answer_there_is_no_such_group(packed: Packed, catalogue: Catalogue) -> None:
    answer = ask(packed, catalogue, by="kon", where="answered(kon)")

    assert [group.code for group in answer.cleared.groups] == ["alla", "flicka", "pojke"]


def test_municipalities_come_by_code(packed: Packed, catalogue: Catalogue) -> None:
    answer = ask(packed, catalogue, by="kommunkod")

    assert [label.code for label in answer.groups] == ["alla", "2029", "2080", "2081"]
    assert [label.label.sv for label in answer.groups[1:] if label.label] == ["Leksand", "Falun", "Borlänge"]


def test_asked_is_answered_and_all_that_are_missing(packed: Packed, catalogue: Catalogue) -> None:
    for one in group(ask(packed, catalogue), "alla").variables:
        assert one.asked == one.answered + sum(one.missing.values())


def test_a_municipality_without_rows_has_an_empty_mirror(packed: Packed, catalogue: Catalogue) -> None:
    own = group(ask(packed, catalogue, own="0114"), "egen")

    assert own.n == 0
    assert {alternative.percent for one in own.variables for alternative in one.alternatives} == {None}


@pytest.mark.parametrize("by", ["alder", "finns_inte", "enhet", "datum"])
def test_what_has_no_alternatives_divides_nothing(packed: Packed, catalogue: Catalogue, by: str) -> None:
    with pytest.raises(UngroupableVariableError) as refused:
        ask(packed, catalogue, by=by)

    assert {"kon", "aldersgrupp", "kommunkod"} <= set(refused.value.known)


def test_a_filter_that_does_not_fit_is_refused(packed: Packed, catalogue: Catalogue) -> None:
    with pytest.raises(RuleError):
        ask(packed, catalogue, where='kon == "robot"')


def test_an_own_municipality_that_does_not_exist_is_refused(packed: Packed, catalogue: Catalogue) -> None:
    with pytest.raises(UnknownMunicipalityError):
        ask(packed, catalogue, own="9999")


@pytest.mark.parametrize("audience", [Audience.anyone(), Audience.region()])
def test_an_exact_mirror_is_not_for_others(packed: Packed, catalogue: Catalogue, audience: Audience) -> None:
    with pytest.raises(ClearingRefusedError):
        mirror(packed, MirrorQuestion(), catalogue, audience)


def test_a_cross_table_is_that_of_pandas(packed: Packed, frame: pd.DataFrame, catalogue: Catalogue) -> None:
    question = MirrorQuestion(where="alder >= 7", own="2080")

    table = crossed(packed, "risk_beslut", "risk_avslut", question, catalogue, HOLDER)

    own = frame[(frame.kommunkod == "2080") & (frame.alder.fillna(-1) >= 7)]
    plain = pd.crosstab(own.risk_beslut, own.risk_avslut).reindex(index=table.row_codes, columns=table.column_codes, fill_value=0)
    assert [list(row) for row in table.counts] == plain.to_numpy().tolist()
    assert table.row_percent[0][0] == 100 * table.counts[0][0] / sum(table.counts[0])


def test_what_has_no_alternatives_is_crossed_with_nothing(packed: Packed, catalogue: Catalogue) -> None:
    with pytest.raises(UngroupableVariableError):
        crossed(packed, "kon", "alder", MirrorQuestion(), catalogue, HOLDER)


# ── One municipality, and its units ───────────────────────────────────────

STAFF = Audience.staff_of("2080")
UNITS = ("Barn och unga", 'Enheten "Norr" i Å\'s', "Jouren")


@pytest.fixture(scope="module")
def falun(webbkollen: Instrument) -> Batch:
    """Only Falun's rows, each of one of three units or of none."""
    rows = registrations(webbkollen, 300)
    unit = np.where(np.arange(300) % 4 == 3, BLANK, np.arange(300) % 4).astype(np.int32)
    own = np.zeros(300, np.int32)
    return replace(rows, organisations=("2080",), organisation=own, unit=unit, texts={"enhet": UNITS})


@pytest.fixture(scope="module")
def store(falun: Batch) -> Packed:
    return Packed.of(falun, Holder.STORE)


@pytest.mark.parametrize("unit", UNITS)
def test_a_unit_has_its_own_rows_beside_all_of_the_municipality(
    store: Packed, falun: Batch, catalogue: Catalogue, webbkollen: Instrument, unit: str
) -> None:
    answer = mirror(store, MirrorQuestion(own="2080", unit=unit), catalogue, STAFF)

    rows = as_pandas(falun)[falun.unit == UNITS.index(unit)]
    assert answer.compared is Compared.UNIT
    assert [(one.code, one.n) for one in answer.cleared.groups] == [("alla", 300), ("egen", 75)]
    counts = rows.kon.value_counts()
    assert {one.code: one.n for one in variable(group(answer, "egen"), "kon").alternatives} == dict(counts)


def test_a_rule_chooses_among_the_rows_of_the_unit_and_of_all(store: Packed, falun: Batch, catalogue: Catalogue) -> None:
    answer = mirror(store, MirrorQuestion('kon == "flicka"', "2080", unit="Jouren"), catalogue, STAFF)

    girls = as_pandas(falun).kon == "flicka"
    assert [one.n for one in answer.cleared.groups] == [girls.sum(), (girls & (falun.unit == UNITS.index("Jouren"))).sum()]


def test_a_unit_is_divided_into_groups_of_its_own_rows(store: Packed, falun: Batch, catalogue: Catalogue) -> None:
    answer = mirror(store, MirrorQuestion(own="2080", by="kon", unit="Jouren"), catalogue, STAFF)

    rows = as_pandas(falun)[falun.unit == UNITS.index("Jouren")]
    assert [(one.code, one.n) for one in answer.cleared.groups[2:]] == [
        ("flicka", (rows.kon == "flicka").sum()),
        ("pojke", (rows.kon == "pojke").sum()),
        ("_saknas", rows.kon.isna().sum()),
    ]


def test_beside_a_unit_there_are_only_rows_of_its_municipality(webbkollen: Instrument, catalogue: Catalogue) -> None:
    rows = replace(registrations(webbkollen, 300), unit=np.zeros(300, np.int32), texts={"enhet": ("Jouren",)})
    answer = mirror_of_file(rows, MirrorQuestion(own="2080", unit="Jouren"), catalogue, HOLDER)

    falun = int((rows.organisation == rows.organisations.index("2080")).sum())
    assert 0 < falun < 300
    assert [one.n for one in answer.cleared.groups] == [falun, falun]
    assert answer.municipalities == ("Falun",)


def test_a_unit_without_its_municipality_is_refused() -> None:
    with pytest.raises(ValueError, match="municipality"):
        MirrorQuestion(unit="Jouren")


def test_a_unit_is_not_divided_by_municipality(store: Packed, catalogue: Catalogue) -> None:
    with pytest.raises(UngroupableVariableError) as refused:
        mirror(store, MirrorQuestion(own="2080", by="kommunkod", unit="Jouren"), catalogue, STAFF)

    assert "kommunkod" not in refused.value.known


@pytest.mark.parametrize("holder", Holder)
def test_where_all_rows_are_its_own_the_municipality_stands_alone(falun: Batch, catalogue: Catalogue, holder: Holder) -> None:
    audience = {Holder.FILE: HOLDER, Holder.STORE: STAFF}[holder]
    answer = mirror(Packed.of(falun, holder), MirrorQuestion(own="2080"), catalogue, audience)

    assert (answer.compared, answer.in_hand) == (Compared.ALONE, holder is Holder.FILE)
    assert [(one.code, one.n) for one in answer.cleared.groups] == [("alla", 300)]


def test_others_rows_alone_do_not_make_the_own_municipality_alone(falun: Batch, catalogue: Catalogue) -> None:
    answer = mirror_of_file(falun, MirrorQuestion(own="2081"), catalogue, HOLDER)

    assert answer.compared is Compared.OWN
    assert [one.n for one in answer.cleared.groups] == [300, 0]


def test_what_is_asked_may_say_what_the_two_are_called(store: Packed, catalogue: Catalogue) -> None:
    question = MirrorQuestion(own="2080", unit="Jouren", own_name="Hosjö stadsdel", unit_name="Social jour")
    answer = mirror(store, question, catalogue, STAFF)

    assert (answer.own, answer.unit) == ("Hosjö stadsdel", "Social jour")


def test_an_empty_store_has_an_empty_mirror(webbkollen: Instrument, catalogue: Catalogue, tmp_path: Path) -> None:
    answer = mirror(open_saved(tmp_path, webbkollen, ["2080"]), MirrorQuestion(own="2080", unit="Jouren"), catalogue, STAFF)

    assert (answer.rows, [one.n for one in answer.cleared.groups]) == (0, [0, 0])


def test_a_unit_is_shown_to_no_other_municipality(store: Packed, catalogue: Catalogue) -> None:
    with pytest.raises(ClearingRefusedError):
        mirror(store, MirrorQuestion(own="2080", unit="Jouren"), catalogue, Audience.staff_of("2081"))


def test_two_variables_are_crossed_over_the_rows_of_the_unit(store: Packed, falun: Batch, catalogue: Catalogue) -> None:
    table = crossed(store, "kon", "risk_beslut", MirrorQuestion(own="2080", unit="Jouren"), catalogue, STAFF)

    own = as_pandas(falun)[falun.unit == UNITS.index("Jouren")]
    plain = pd.crosstab(own.kon, own.risk_beslut).reindex(index=table.row_codes, columns=table.column_codes, fill_value=0)
    assert [list(row) for row in table.counts] == plain.to_numpy().tolist()
