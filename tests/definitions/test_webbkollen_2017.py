"""The instrument webbkollen 2017: its 30 questions agree with the binding table beside this file, and say the same in two languages."""

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from spegla.catalogue import Catalogue, Confidentiality, Instrument, Reason
from spegla.catalogue.model import Category, Severity, Status, SubjectKind, Variable
from spegla.catalogue.values import Answer, VariableType
from spegla.messages import Words, messages
from spegla.presentation.mirrors.words import REASONS

TABLE = Path(__file__).with_name("webbkollen_2017_variabler.csv")
TYPES = {
    "ett": VariableType.SINGLE,
    "ett ordnad": VariableType.ORDERED,
    "flera": VariableType.MULTIPLE,
    "heltal 0-24": VariableType.INTEGER,
}
REPORT = "SKL:s slutrapport om Webbkollen Barn och unga 2017"
NO_EXPOSURE = {name: frozenset({"ingen"}) for name in ("utsatthet_hemmet", "utsatthet_foraldrar", "utsatthet_barnet")}

# A closure with nothing odd about it: a girl of nine, a contact family, and a goal that was met.
ORDINARY: dict[str, Answer] = {
    "tillfalle": "avslut",
    "kon": "flicka",
    "alder": 9,
    "ursprung": "sverige",
    "utsatthet_hemmet": frozenset({"omsorgsbrist", "familjekonflikt"}),
    "utsatthet_foraldrar": frozenset({"psykisk_ohalsa"}),
    "utsatthet_barnet": frozenset({"skola"}),
    "insats_oppenvard": frozenset({"kontaktfamilj"}),
    "insats_heldygnsvard": "ingen",
    "lagrum": "sol",
    "fokus": frozenset({"natverk"}),
    "samverkan": "ja",
    "samverkan_aktorer": frozenset({"skola"}),
    "sip": "nej",
    "samtal_beslut": frozenset({"enskilt", "med_vardnadshavare"}),
    "samtal_avslut": frozenset({"enskilt"}),
    "skola_beslut": "nar_inte_kraven",
    "skola_avslut": "nar_kraven",
    "risk_beslut": "hog",
    "risk_avslut": "lag",
    "maluppfyllelse": "helt",
    "avslutsorsak": "mal_uppfyllt",
    "boende_avslut": "en",
    "sysselsattning_avslut": "grundskola",
}


@pytest.fixture(scope="module")
def webbkollen(catalogue: Catalogue) -> Instrument:
    return catalogue.instruments["webbkollen-2017"]


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def listed(cell: str) -> list[str]:
    return cell.split("|") if cell else []


def categories_in(row: dict[str, str], rows: list[dict[str, str]]) -> dict[str, str]:
    """Label by code, as the table has them; `som X` is the list of X."""
    if row["kategorier"].startswith("som "):
        same = row["kategorier"].removeprefix("som ")
        return categories_in(next(other for other in rows if other["id"] == same), rows)
    pairs = (item.split("=") for item in listed(row["kategorier"]))
    return {code: label.replace(";", ",") for code, label in pairs}


def codes_where(variable: Variable, wanted: str) -> set[str]:
    return {category.code for category in variable.categories if getattr(category, wanted)}


def derived(webbkollen: Instrument, id: str, answers: dict[str, Answer]) -> Answer:
    return webbkollen.with_derived(answers)[id]


def fired(webbkollen: Instrument, answers: dict[str, Answer]) -> list[str]:
    return [check.id for check in webbkollen.checks if check.fires(webbkollen.with_derived(answers))]


def texts_of(variable: Variable) -> Iterator[Words]:
    yield from (variable.label, variable.short, variable.question, variable.definition)
    if variable.guidance:
        yield from (variable.guidance.short, variable.guidance.long)
    yield from category_texts(variable.categories)


def category_texts(categories: tuple[Category, ...]) -> Iterator[Words]:
    for category in categories:
        yield from (category.label, category.brief)


@pytest.fixture(scope="module")
def texts(webbkollen: Instrument) -> list[Words]:
    """Everything a reader meets, the names of the areas aside: Process is Process in both languages."""
    shown = [webbkollen.title, webbkollen.about]
    shown += [webbkollen.not_comparable] if webbkollen.not_comparable else []
    shown += [group.label for group in webbkollen.groups]
    shown += [words for variable in webbkollen.variables for words in texts_of(variable)]
    for one in webbkollen.derived:
        shown += [one.label, one.definition, *category_texts(one.categories)]
    return shown + [check.says for check in webbkollen.checks]


def test_the_questions_are_those_of_the_table_in_its_order(webbkollen: Instrument, rows: list[dict[str, str]]) -> None:
    assert [variable.id for variable in webbkollen.variables] == [row["id"] for row in rows]
    assert len(webbkollen.variables) == 30


def test_each_question_has_the_label_of_the_table(webbkollen: Instrument, rows: list[dict[str, str]]) -> None:
    assert {variable.id: variable.label.sv for variable in webbkollen.variables} == {row["id"]: row["etikett"] for row in rows}


def test_each_question_tells_of_what_the_table_says(webbkollen: Instrument, rows: list[dict[str, str]]) -> None:
    assert {variable.id: variable.kind.value for variable in webbkollen.variables} == {row["id"]: row["typ"] for row in rows}


def test_each_question_is_answered_as_the_table_says(webbkollen: Instrument, rows: list[dict[str, str]]) -> None:
    assert {variable.id: variable.type for variable in webbkollen.variables} == {row["id"]: TYPES[row["val"]] for row in rows}


def test_age_is_from_0_to_24(webbkollen: Instrument) -> None:
    assert (webbkollen.variable("alder").minimum, webbkollen.variable("alder").maximum) == (0, 24)


def test_each_question_belongs_to_the_steps_of_the_table(webbkollen: Instrument, rows: list[dict[str, str]]) -> None:
    steps = {row["id"]: row["tillfalle"].replace("alla", "beslut uppfoljning avslut").split() for row in rows}

    assert {variable.id: list(variable.steps) for variable in webbkollen.variables} == steps


def test_each_question_has_the_codes_and_labels_of_the_table_in_its_order(webbkollen: Instrument, rows: list[dict[str, str]]) -> None:
    for row in rows:
        found = [(category.code, category.label.sv) for category in webbkollen.variable(row["id"]).categories]
        assert found == list(categories_in(row, rows).items())


def test_the_answers_that_shut_out_others_are_those_of_the_table(webbkollen: Instrument, rows: list[dict[str, str]]) -> None:
    for row in rows:
        assert codes_where(webbkollen.variable(row["id"]), "exclusive") == set(listed(row["exklusiva"]))


def test_the_answers_that_mean_missing_are_those_of_the_table(webbkollen: Instrument, rows: list[dict[str, str]]) -> None:
    for row in rows:
        assert webbkollen.variable(row["id"]).missing == dict.fromkeys(listed(row["saknade"]), Reason.NOT_KNOWN)


def test_each_question_is_asked_by_the_rule_of_the_table(webbkollen: Instrument, rows: list[dict[str, str]]) -> None:
    rules = {variable.id: variable.asked_when.text if variable.asked_when else "" for variable in webbkollen.variables}

    assert rules == {row["id"]: row["fragas_om"] for row in rows}


def test_each_question_has_the_status_of_the_table(webbkollen: Instrument, rows: list[dict[str, str]]) -> None:
    assert {variable.id: variable.provenance.status.value for variable in webbkollen.variables} == {
        row["id"]: row["status"] for row in rows
    }


def test_every_definition_names_the_report_it_comes_from(webbkollen: Instrument) -> None:
    provenances = [one.provenance for one in webbkollen.variables] + [one.provenance for one in webbkollen.derived]

    assert {one.source for one in provenances} == {REPORT}
    assert all(one.owner and one.reviewed < one.review_by for one in provenances)


def test_it_is_sensitive_and_about_interventions(webbkollen: Instrument) -> None:
    assert (webbkollen.confidentiality, webbkollen.subject) == (Confidentiality.SENSITIVE, SubjectKind.INTERVENTION)
    assert (webbkollen.year, webbkollen.provenance.status) == (2017, Status.RECONSTRUCTED)


def test_every_text_is_there_in_both_languages(texts: list[Words]) -> None:
    assert [words for words in texts if not (words.sv.strip() and words.en.strip())] == []


def test_no_text_is_the_same_in_both_languages(texts: list[Words]) -> None:
    assert [words for words in texts if words.sv == words.en] == []


def test_no_text_has_a_placeholder_left(texts: list[Words]) -> None:
    assert [words for words in texts if re.search("[{}]|TODO|XXX", words.sv + words.en)] == []


def test_only_short_labels_say_where_they_may_break(webbkollen: Instrument) -> None:
    marked = [
        variable.id for variable in webbkollen.variables for w in texts_of(variable) if w is not variable.short and "·" in w.sv + w.en
    ]

    assert marked == []


def test_every_question_ends_with_a_question_mark(webbkollen: Instrument) -> None:
    questions = [text for variable in webbkollen.variables for text in (variable.question.sv, variable.question.en)]

    assert [text for text in questions if not text.endswith("?")] == []


def test_every_question_has_help_in_two_layers_and_the_second_is_longer(webbkollen: Instrument) -> None:
    for variable in webbkollen.variables:
        assert variable.guidance is not None
        assert len(variable.guidance.short.sv) < len(variable.guidance.long.sv)
        assert len(variable.guidance.short.en) < len(variable.guidance.long.en)


@pytest.mark.parametrize("id", ["risk_beslut", "risk_uppfoljning", "risk_avslut"])
def test_the_levels_of_risk_are_said_to_be_our_proposal(webbkollen: Instrument, id: str) -> None:
    definition = webbkollen.variable(id).definition

    assert "vårt förslag" in definition.sv
    assert "our proposal" in definition.en


@pytest.mark.parametrize("id", ["antal_utsatthet", "antal_utsatthet_grupp"])
def test_the_number_of_exposures_is_said_to_be_one_reading(webbkollen: Instrument, id: str) -> None:
    one = {one.id: one for one in webbkollen.derived}[id]

    assert all(word in one.definition.sv for word in ("tolv", "21", "en läsning av flera möjliga"))
    assert one.provenance.status is Status.RECONSTRUCTED


@pytest.mark.parametrize(
    ("id", "codes"),
    [
        ("aldersgrupp", ["0-6", "7-12", "13-18", "19+"]),
        ("antal_utsatthet_grupp", ["0", "1", "2-4", "5+"]),
        ("risk_forandring", ["lagre", "oforandrad", "hogre", "inte_kant"]),
    ],
)
def test_a_derived_variable_has_its_codes_in_order_and_none_means_missing(webbkollen: Instrument, id: str, codes: list[str]) -> None:
    one = {one.id: one for one in webbkollen.derived}[id]

    assert [category.code for category in one.categories] == codes
    assert one.missing == {}


def test_no_derived_value_is_called_what_a_missing_one_is(webbkollen: Instrument) -> None:
    # The two would be rows of one table, and only the first is counted.
    words = messages("sv")
    missing = {words.say(f"reason_{reason}").casefold() for reason in REASONS}
    values = [category.label.sv for one in webbkollen.derived for category in one.categories]

    assert [value for value in values if value.casefold() in missing] == []
    assert "Inte känt vid avslut" in values


@pytest.mark.parametrize("age", range(25))
def test_every_age_has_its_group(webbkollen: Instrument, age: int) -> None:
    group = next(code for code, last in (("0-6", 6), ("7-12", 12), ("13-18", 18), ("19+", 24)) if age <= last)

    assert derived(webbkollen, "aldersgrupp", {"alder": age}) == group


def test_no_age_gives_no_age_group(webbkollen: Instrument) -> None:
    assert derived(webbkollen, "aldersgrupp", {}) is Reason.NOT_ANSWERED


def test_every_kind_of_exposure_counts_once(webbkollen: Instrument) -> None:
    every = {id: frozenset(codes_where(webbkollen.variable(id), "code") - {"ingen", "saknas"}) for id in NO_EXPOSURE}

    assert derived(webbkollen, "antal_utsatthet", {**every}) == 10 + 5 + 6


def test_no_exposure_is_zero_and_not_missing(webbkollen: Instrument) -> None:
    assert derived(webbkollen, "antal_utsatthet", {**NO_EXPOSURE}) == 0


@pytest.mark.parametrize(("chosen", "group"), [(0, "0"), (1, "1"), (2, "2-4"), (4, "2-4"), (5, "5+"), (10, "5+")])
def test_the_number_of_exposures_falls_in_its_group(webbkollen: Instrument, chosen: int, group: str) -> None:
    kinds = [code for code in webbkollen.variable("utsatthet_hemmet").substantive if code != "ingen"]
    answers: dict[str, Answer] = {**NO_EXPOSURE, "utsatthet_hemmet": frozenset(kinds[:chosen]) or frozenset({"ingen"})}

    assert derived(webbkollen, "antal_utsatthet_grupp", answers) == group


@pytest.mark.parametrize("id", ["antal_utsatthet", "antal_utsatthet_grupp"])
def test_without_information_on_guardians_the_number_is_not_known(webbkollen: Instrument, id: str) -> None:
    answers: dict[str, Answer] = {**NO_EXPOSURE, "utsatthet_foraldrar": frozenset({"saknas"})}

    assert derived(webbkollen, id, answers) is Reason.NOT_KNOWN


@pytest.mark.parametrize("unanswered", NO_EXPOSURE)
@pytest.mark.parametrize("id", ["antal_utsatthet", "antal_utsatthet_grupp"])
def test_without_one_of_the_three_answers_there_is_no_number(webbkollen: Instrument, id: str, unanswered: str) -> None:
    answers: dict[str, Answer] = {name: answer for name, answer in NO_EXPOSURE.items() if name != unanswered}

    assert derived(webbkollen, id, answers) is Reason.NOT_ANSWERED


@pytest.mark.parametrize("before", range(4))
@pytest.mark.parametrize("after", range(4))
def test_risk_is_lower_unchanged_or_higher_by_its_levels(webbkollen: Instrument, before: int, after: int) -> None:
    levels = webbkollen.variable("risk_beslut").substantive
    answers: dict[str, Answer] = {"tillfalle": "avslut", "risk_beslut": levels[before], "risk_avslut": levels[after]}
    change = "lagre" if after < before else "hogre" if after > before else "oforandrad"

    assert derived(webbkollen, "risk_forandring", answers) == change


@pytest.mark.parametrize("before", ["lag", "forhojd", "hog", "mycket_hog"])
def test_risk_unknown_at_closure_is_an_answer(webbkollen: Instrument, before: str) -> None:
    answers: dict[str, Answer] = {"tillfalle": "avslut", "risk_beslut": before, "risk_avslut": "inte_kant"}

    assert derived(webbkollen, "risk_forandring", answers) == "inte_kant"


@pytest.mark.parametrize("after", ["lag", "forhojd", "hog", "mycket_hog", "inte_kant"])
@pytest.mark.parametrize(("before", "reason"), [("inte_kant", Reason.NOT_KNOWN), (Reason.NOT_ANSWERED, Reason.NOT_ANSWERED)])
def test_without_the_risk_at_the_decision_there_is_no_change(
    webbkollen: Instrument, before: str | Reason, reason: Reason, after: str
) -> None:
    answers: dict[str, Answer] = {"tillfalle": "avslut", "risk_beslut": before, "risk_avslut": after}

    assert derived(webbkollen, "risk_forandring", answers) is reason


def test_change_of_risk_is_not_asked_at_a_follow_up(webbkollen: Instrument) -> None:
    answers: dict[str, Answer] = {"tillfalle": "uppfoljning", "risk_beslut": "hog", "risk_uppfoljning": "lag"}

    assert derived(webbkollen, "risk_forandring", answers) is Reason.NOT_ASKED


def test_what_cannot_be_right_is_an_error_and_the_rest_a_warning(webbkollen: Instrument) -> None:
    errors = {check.id for check in webbkollen.checks if check.severity is Severity.ERROR}

    assert errors == {"ingen_insats", "mal_uppfyllt_och_inte_uppfyllt"}


def test_an_ordinary_closure_passes_every_check(webbkollen: Instrument) -> None:
    assert fired(webbkollen, ORDINARY) == []


@pytest.mark.parametrize(
    ("change", "check"),
    [
        ({"insats_oppenvard": frozenset({"ingen"})}, "ingen_insats"),
        ({"maluppfyllelse": "inte"}, "mal_uppfyllt_och_inte_uppfyllt"),
        ({"lagrum": "lvu"}, "lvu_utan_vard_utanfor_hemmet"),
        ({"insats_heldygnsvard": "stodboende"}, "eget_boende_fore_16"),
        ({"utsatthet_barnet": frozenset({"missbruk"})}, "missbruk_fore_10"),
        (NO_EXPOSURE, "hog_risk_utan_utsatthet"),
        ({"sip": "ja", "samverkan": "nej"}, "sip_utan_samverkan"),
        ({"skola_beslut": "utan_behorighet"}, "slutat_skolan_fore_15_beslut"),
        ({"skola_avslut": "ej_fullfoljt_gymnasium"}, "slutat_skolan_fore_15_avslut"),
        ({"skola_avslut": "ej_aktuellt"}, "skola_ej_aktuellt_8_till_15_avslut"),
        ({"sysselsattning_avslut": "forskola"}, "forskola_efter_7"),
        ({"sysselsattning_avslut": "gymnasium"}, "gymnasium_fore_15"),
        ({"ursprung": "utland", "ensamkommande": "ja", "boende_avslut": "bada"}, "ensamkommande_hos_bada"),
    ],
)
def test_one_odd_answer_is_noticed_once(webbkollen: Instrument, change: dict[str, Answer], check: str) -> None:
    assert fired(webbkollen, {**ORDINARY, **change}) == [check]
