"""Invented registrations follow the form: whatever the seed, and also when they are made to fit what was printed."""

import re
from datetime import date

import polars as pl

from spegla.catalogue import Instrument
from spegla.catalogue.rules import Truth, evaluate
from spegla.catalogue.values import VariableType
from tests.unit.synthesis.conftest import read


def test_every_row_is_marked_as_invented(frame: pl.DataFrame) -> None:
    assert frame["pahittad"].to_list() == ["ja"] * frame.height


def test_columns_are_who_and_when_then_the_form_then_the_mark(frame: pl.DataFrame, webbkollen: Instrument) -> None:
    assert frame.columns == ["kommunkod", "enhet", "arende", "datum", *(variable.id for variable in webbkollen.variables), "pahittad"]


def test_every_cell_is_text(frame: pl.DataFrame) -> None:
    assert set(frame.dtypes) == {pl.String}
    assert sum(frame.null_count().row(0)) == 0


def test_every_answer_is_on_the_list(frame: pl.DataFrame, webbkollen: Instrument) -> None:
    for variable in webbkollen.variables:
        if variable.type.has_categories:
            chosen = set(frame[variable.id].str.split("|").explode()) - {""}
            assert chosen <= {category.code for category in variable.categories}, variable.id


def test_several_answers_stand_once_each_in_the_order_of_the_form(frame: pl.DataFrame, webbkollen: Instrument) -> None:
    for variable in webbkollen.variables:
        if variable.type is VariableType.MULTIPLE:
            order = {category.code: at for at, category in enumerate(variable.categories)}
            for cell in frame[variable.id].unique().to_list():
                places = [order[code] for code in cell.split("|") if code]
                assert places == sorted(set(places)), cell


def test_an_exclusive_answer_stands_alone(frame: pl.DataFrame, webbkollen: Instrument) -> None:
    for variable in webbkollen.variables:
        for cell in frame[variable.id].unique().to_list():
            assert cell in variable.exclusive or not set(cell.split("|")) & variable.exclusive, (variable.id, cell)


def test_ages_are_within_the_form(frame: pl.DataFrame, webbkollen: Instrument) -> None:
    age = webbkollen.variable("alder")
    years = frame["alder"].cast(pl.Int64)

    assert age.minimum is not None
    assert age.maximum is not None
    assert years.is_between(age.minimum, age.maximum).all()


def test_a_question_that_is_not_asked_is_blank(frame: pl.DataFrame, webbkollen: Instrument) -> None:
    wrong = set()
    for row in frame.to_dicts():
        answers = read(row, webbkollen)
        for variable in webbkollen.variables:
            rule = variable.asked_when
            if rule is not None and evaluate(rule, answers) is not Truth.TRUE and row[variable.id]:
                wrong.add((variable.id, row["arende"]))

    assert wrong == set()


def test_a_question_of_another_step_is_blank(frame: pl.DataFrame, webbkollen: Instrument) -> None:
    for step in ("uppfoljning", "avslut"):
        rows = frame.filter(tillfalle=step)
        others = [variable.id for variable in webbkollen.variables if not {step, "beslut"} & set(variable.steps)]
        assert [name for name in others if set(rows[name]) - {""}] == []


def test_no_check_fires(frame: pl.DataFrame, webbkollen: Instrument) -> None:
    fired = {
        (check.id, row["arende"])
        for row in frame.to_dicts()
        for answers in [read(row, webbkollen)]
        for check in webbkollen.checks
        if check.fires(answers)
    }

    assert len(webbkollen.checks) >= 10
    assert fired == set()


def test_case_codes_look_invented(frame: pl.DataFrame) -> None:
    assert [code for code in frame["arende"].to_list() if not re.fullmatch("P-[0-9]{6}", code)] == []


def test_every_date_is_in_2017(frame: pl.DataFrame) -> None:
    days = [date.fromisoformat(text) for text in frame["datum"].to_list()]

    assert {day.year for day in days} == {2017}


def test_rows_stand_by_municipality_date_and_case(frame: pl.DataFrame) -> None:
    assert frame.equals(frame.sort("kommunkod", "datum", "arende"))


def test_a_case_has_one_row_or_a_follow_up_and_then_the_closing(frame: pl.DataFrame) -> None:
    steps = frame.group_by("arende", maintain_order=True).agg("tillfalle", "datum")

    assert set(map(tuple, steps["tillfalle"])) <= {("avslut",), ("uppfoljning",), ("uppfoljning", "avslut")}
    assert all(len(set(dates)) == len(dates) for dates in steps["datum"])


def test_rows_of_one_case_say_the_same_of_the_child_and_the_decision(frame: pl.DataFrame, webbkollen: Instrument) -> None:
    same = ["kommunkod", "enhet", *(v.id for v in webbkollen.variables if "beslut" in v.steps and v.id != "tillfalle")]
    different = frame.group_by("arende").agg(pl.col(same).n_unique())

    assert len(same) > 10
    assert different.select(pl.max_horizontal(same)).max().item() == 1
