"""The instrument oj 2019: each indicator's rule against the source's table, and each kind of "not applicable"; all written by hand."""

from decimal import Decimal
from itertools import combinations

import pytest

from spegla.catalogue import Catalogue, Confidentiality, Indicator, Instrument, Reason, Role
from spegla.catalogue.model import Kind, Reading, Status, SubjectKind
from spegla.catalogue.values import Answer
from spegla.messages import Words
from spegla.responses import check_response, routed
from spegla.responses.response import Response
from spegla.statistics import percent_rounded

YES, NO = Role.ACHIEVED, Role.NOT_ACHIEVED
LEFT, BLANK = Reason.NOT_APPLICABLE, Reason.NOT_ANSWERED
AREAS = ("sbu", "ekonomiskt_bistand", "missbruk", "lss", "socialpsykiatri", "vald", "aldreomsorg")
SPLIT = ("sbu", "ekonomiskt_bistand", "missbruk", "lss_barn", "lss_vuxen", "socialpsykiatri", "vald", "aldreomsorg")
SCREENED = ("ekonomiskt_bistand", "vald", "lss", "socialpsykiatri", "aldreomsorg")
ACTORS = (
    *("primarvard", "tandvard", "modravard", "barnhalsovard", "barnpsykiatri", "barnmedicin", "habilitering"),
    *("forskola", "skola", "sis", "polisen", "kriminalvarden", "migrationsverket"),
)
# By the number the source gives each: what it is called here, and what it is counted for.
COUNTED = {
    1: ("avhysning", ("ekonomiskt_bistand",)),
    2: ("skyddade", AREAS),
    3: ("sip", AREAS),
    4: ("samordning", tuple(f"{first}_{second}" for first, second in combinations(AREAS, 2))),
    5: ("valdsutsatt", SPLIT),
    6: ("plan", AREAS),
    7: ("samverkan", ACTORS),
    8: ("region", ("missbruk", "socialpsykiatri")),
    9: ("audit", SCREENED),
    10: ("dudit", SCREENED),
}
RECONSTRUCTED = {1, 3, 4, 5, 7, 8}


@pytest.fixture(scope="module")
def oj(catalogue: Catalogue) -> Instrument:
    return catalogue.instruments["oj-2019"]


@pytest.fixture(scope="module")
def by_id(oj: Instrument) -> dict[str, Indicator]:
    return {indicator.id: indicator for indicator in oj.indicators}


def group_of(number: int, oj: Instrument) -> list[Indicator]:
    return [indicator for indicator in oj.indicators if indicator.group == COUNTED[number][0]]


# ── What there is ────────────────────────────────────────────────────────────


@pytest.mark.parametrize("number", COUNTED)
def test_an_indicator_is_counted_for_each_of_its_areas_pairs_or_actors(oj: Instrument, number: int) -> None:
    name, over = COUNTED[number]

    assert {indicator.id for indicator in group_of(number, oj)} == {f"{name}_{one}" for one in over}


def test_ten_indicators_become_76_figures_of_155_questions(oj: Instrument) -> None:
    assert len(oj.indicators) == 1 + 7 + 7 + 7 * 6 / 2 + 8 + 7 + 13 + 2 + 5 + 5 == 76
    assert len(oj.variables) == 4 + 7 * 2 + 7 * 2 + 21 * 2 + 8 * 2 + 7 * 3 + 13 * 2 + 2 * 4 + 5 + 5 == 155


def test_internal_coordination_has_no_pair_the_other_way_round(oj: Instrument) -> None:
    found = {one.id for one in group_of(4, oj)}

    assert len(found) == 7 * 6 / 2
    assert not {f"samordning_{second}_{first}" for first, second in combinations(AREAS, 2)} & found


def test_the_actors_are_those_of_2016(catalogue: Catalogue) -> None:
    before = {one.id for one in catalogue.instruments["oj-sbu-2016"].indicators if one.group == "extern_samverkan"}

    assert before == {f"samverkan_{actor}" for actor in ACTORS}


def test_it_is_public_and_about_municipalities(oj: Instrument) -> None:
    assert (oj.confidentiality, oj.subject, oj.year) == (Confidentiality.PUBLIC, SubjectKind.MUNICIPALITY, 2019)


@pytest.mark.parametrize("number", COUNTED)
def test_status_says_whether_the_source_gives_the_whole_rule(oj: Instrument, number: int) -> None:
    status = Status.RECONSTRUCTED if number in RECONSTRUCTED else Status.SEED

    assert {indicator.provenance.status for indicator in group_of(number, oj)} == {status}


@pytest.mark.parametrize("number", sorted(RECONSTRUCTED))
def test_what_is_our_reading_is_said_by_a_named_setting(oj: Instrument, number: int) -> None:
    said = {setting.id for setting in oj.settings_for(group_of(number, oj)[0])}

    own = {1: "namnaren", 3: "namnaren", 4: "varje_par_en_gang", 5: "atta_grupper", 7: "tretton_aktorer", 8: "namnaren"}
    assert own[number] in said


def test_the_four_choices_are_there_by_name(oj: Instrument) -> None:
    named = {setting.id for setting in oj.settings}

    assert {"behovs_inte", "foljdfraga_utan_svar", "sip_ordagrant", "ej_aktuellt_om_finns", "ej_aktuellt_om_uppfoljning"} <= named
    assert all(setting.chosen != setting.alternative and setting.trials for setting in oj.settings)


@pytest.mark.parametrize("number", COUNTED)
def test_use_of_a_form_is_process_and_all_else_structure(oj: Instrument, number: int) -> None:
    kinds = {variable.kind for variable in oj.variables if variable.group == COUNTED[number][0]}

    assert kinds == {Kind.PROCESS if number in (9, 10) else Kind.STRUCTURE}


@pytest.mark.parametrize(
    ("area", "numbers"),
    [("sakerhet", {1, 2, 3}), ("individ", {4, 7, 8}), ("kunskap", {5, 6, 9, 10})],
    ids=["safe", "individual", "knowledge"],
)
def test_each_indicator_stands_in_the_quality_area_of_the_source(oj: Instrument, area: str, numbers: set[int]) -> None:
    assert {group.id for group in oj.groups if group.area == area} == {COUNTED[number][0] for number in numbers}


def test_more_is_wished_of_every_indicator(oj: Instrument) -> None:
    assert {indicator.reading for indicator in oj.indicators} == {Reading.HIGHER}


def test_one_more_indicator_is_known_by_name_and_none_is_invented(oj: Instrument) -> None:
    assert [one.label.sv for one in oj.named_only] == ["Andel barn som är delaktiga i utredningen"]
    assert "54" in oj.about.sv
    assert "33" in oj.about.sv


# ── The rules, indicator by indicator ────────────────────────────────────────

# Two questions, where recently made counts as followed up: indicators 2 and 5, and the beginning of 4 and 7.
TWO: list[tuple[dict[str, str], Role | Reason]] = [
    ({"finns": "ja", "uppfoljd": "ja"}, YES),
    ({"finns": "ja", "uppfoljd": "nyligen"}, YES),
    ({"finns": "ja", "uppfoljd": "nej"}, NO),
    ({"finns": "nej"}, NO),
    ({"finns": "finns_inte"}, LEFT),
    ({"finns": "ja"}, BLANK),
    ({}, BLANK),
]


def role(indicator: Indicator, oj: Instrument, answers: dict[str, Answer]) -> Role | Reason:
    """As a file would give it: with routing."""
    return indicator.role_of(oj.with_derived(routed(answers, oj)))


def test_1_eviction_needs_routine_both_parts_and_follow_up(oj: Instrument, by_id: dict[str, Indicator]) -> None:
    def eviction(finns: str, soker: str = "", skuld: str = "", uppfoljd: str = "") -> Role | Reason:
        given = {"avhysning_finns": finns, "avhysning_soker_upp": soker, "avhysning_hyresskuld": skuld, "avhysning_uppfoljd": uppfoljd}
        return role(by_id["avhysning_ekonomiskt_bistand"], oj, {id: answer for id, answer in given.items() if answer})

    assert eviction("ja", "ja", "ja", "ja") is YES
    assert eviction("ja", "ja", "ja", "nyligen") is YES
    assert eviction("ja", "nej", "ja", "ja") is NO
    assert eviction("ja", "ja", "nej", "ja") is NO
    assert eviction("ja", "ja", "ja", "nej") is NO
    assert eviction("nej") is NO
    # One No settles the matter, whatever else is blank.
    assert eviction("ja", "nej") is NO
    assert eviction("ja", "ja", "ja") is BLANK
    assert eviction("ja") is BLANK
    assert eviction("") is BLANK


def test_1_eviction_has_no_not_applicable_on_the_first_question(oj: Instrument) -> None:
    assert oj.variable("avhysning_finns").missing == {}
    assert oj.variable("avhysning_finns").substantive == ("ja", "nej")


@pytest.mark.parametrize("area", AREAS)
@pytest.mark.parametrize(("given", "expected"), TWO)
def test_2_protected_data(oj: Instrument, by_id: dict[str, Indicator], area: str, given: dict[str, str], expected: Role | Reason) -> None:
    assert role(by_id[f"skyddade_{area}"], oj, {f"skyddade_{area}_{name}": answer for name, answer in given.items()}) is expected


@pytest.mark.parametrize("area", AREAS)
@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"finns": "ja", "uppfoljd": "ja"}, YES),
        # Literal: recently made is not accepted here.
        ({"finns": "ja", "uppfoljd": "nyligen"}, NO),
        ({"finns": "ja", "uppfoljd": "nej"}, NO),
        ({"finns": "nej"}, NO),
        ({"finns": "finns_inte"}, LEFT),
        ({"finns": "ja"}, BLANK),
        ({}, BLANK),
    ],
)
def test_3_information_on_sip(
    oj: Instrument, by_id: dict[str, Indicator], area: str, given: dict[str, str], expected: Role | Reason
) -> None:
    assert role(by_id[f"sip_{area}"], oj, {f"sip_{area}_{name}": answer for name, answer in given.items()}) is expected


@pytest.mark.parametrize(("given", "expected"), [*TWO, ({"finns": "behovs_inte"}, YES)])
def test_4_internal_coordination(oj: Instrument, given: dict[str, str], expected: Role | Reason) -> None:
    found = {role(one, oj, {f"{one.id}_{name}": answer for name, answer in given.items()}) for one in group_of(4, oj)}

    assert found == {expected}


@pytest.mark.parametrize(("given", "expected"), TWO)
def test_5_violence_against_an_adult(oj: Instrument, given: dict[str, str], expected: Role | Reason) -> None:
    found = {role(one, oj, {f"{one.id}_{name}": answer for name, answer in given.items()}) for one in group_of(5, oj)}

    assert found == {expected}


BOTH, ALL_THREE = frozenset({"handledning", "fortbildning"}), frozenset({"handledning", "fortbildning", "hogskola"})


@pytest.mark.parametrize("area", AREAS)
@pytest.mark.parametrize(
    ("finns", "former", "uppfoljd", "expected"),
    [
        ("ja", ALL_THREE, "ja", YES),
        ("ja", ALL_THREE, "nyligen", YES),
        ("ja", ALL_THREE | {"annan"}, "ja", YES),
        ("ja", ALL_THREE, "nej", NO),
        ("ja", frozenset({"handledning", "hogskola"}), "ja", NO),
        ("ja", frozenset({"fortbildning", "hogskola"}), "ja", NO),
        ("nej", None, None, NO),
        ("finns_inte", None, None, LEFT),
        ("ja", None, "ja", BLANK),
        ("ja", ALL_THREE, None, BLANK),
        (None, None, None, BLANK),
    ],
)
def test_6_plan_for_competence(
    oj: Instrument,
    by_id: dict[str, Indicator],
    area: str,
    finns: str | None,
    former: frozenset[str] | None,
    uppfoljd: str | None,
    expected: Role | Reason,
) -> None:
    given = {f"plan_{area}_finns": finns, f"plan_{area}_former": former, f"plan_{area}_uppfoljd": uppfoljd}

    assert role(by_id[f"plan_{area}"], oj, {id: answer for id, answer in given.items() if answer is not None}) is expected


@pytest.mark.parametrize("area", AREAS)
def test_6_only_care_for_children_needs_university_education_too(oj: Instrument, by_id: dict[str, Indicator], area: str) -> None:
    given: dict[str, Answer] = {f"plan_{area}_finns": "ja", f"plan_{area}_former": BOTH, f"plan_{area}_uppfoljd": "ja"}

    assert role(by_id[f"plan_{area}"], oj, given) is (NO if area == "sbu" else YES)


@pytest.mark.parametrize("actor", ACTORS)
@pytest.mark.parametrize(("given", "expected"), [*TWO, ({"finns": "behovs_inte"}, YES)])
def test_7_agreements_on_collaboration(
    oj: Instrument, by_id: dict[str, Indicator], actor: str, given: dict[str, str], expected: Role | Reason
) -> None:
    assert role(by_id[f"samverkan_{actor}"], oj, {f"samverkan_{actor}_{name}": answer for name, answer in given.items()}) is expected


@pytest.mark.parametrize("area", ["missbruk", "socialpsykiatri"])
@pytest.mark.parametrize(
    ("mal", "ansvar", "rutiner", "uppfoljd", "expected"),
    [
        ("ja", "ja", "ja", "ja", YES),
        ("ja", "ja", "ja", "nyligen", YES),
        ("ja", "ja", "ja", "nej", NO),
        ("nej", "ja", "ja", "ja", NO),
        ("ja", "nej", "ja", "ja", NO),
        ("ja", "ja", "nej", "ja", NO),
        ("nej", "nej", "nej", "", NO),
        ("nej", "", "", "", NO),
        ("ja", "ja", "ja", "", BLANK),
        ("ja", "", "ja", "ja", BLANK),
        ("", "", "", "", BLANK),
    ],
)
def test_8_agreement_with_the_region(
    oj: Instrument, by_id: dict[str, Indicator], area: str, mal: str, ansvar: str, rutiner: str, uppfoljd: str, expected: Role | Reason
) -> None:
    given = {"mal": mal, "ansvar": ansvar, "rutiner": rutiner, "uppfoljd": uppfoljd}

    assert role(by_id[f"region_{area}"], oj, {f"region_{area}_{name}": answer for name, answer in given.items() if answer}) is expected


@pytest.mark.parametrize("name", ["audit", "dudit"])
@pytest.mark.parametrize(("answer", "expected"), [("ja", YES), ("nej", NO), ("finns_inte", LEFT), (None, BLANK)])
def test_9_and_10_use_of_a_form(
    oj: Instrument, by_id: dict[str, Indicator], name: str, answer: str | None, expected: Role | Reason
) -> None:
    found = {role(by_id[f"{name}_{area}"], oj, {f"{name}_{area}": answer} if answer else {}) for area in SCREENED}

    assert found == {expected}


# ── Three kinds of "not applicable" ──────────────────────────────────────────


def test_an_area_that_does_not_exist_leaves_the_denominator(oj: Instrument, by_id: dict[str, Indicator]) -> None:
    assert oj.variable("skyddade_vald_finns").category("finns_inte").missing is LEFT
    assert role(by_id["skyddade_vald"], oj, {"skyddade_vald_finns": "finns_inte"}) is LEFT


def test_a_routine_that_is_newly_made_is_fulfilled(oj: Instrument, by_id: dict[str, Indicator]) -> None:
    assert oj.variable("skyddade_vald_uppfoljd").category("nyligen").missing is None
    assert role(by_id["skyddade_vald"], oj, {"skyddade_vald_finns": "ja", "skyddade_vald_uppfoljd": "nyligen"}) is YES


def test_a_routine_that_is_not_needed_is_fulfilled_and_its_follow_up_not_asked(oj: Instrument, by_id: dict[str, Indicator]) -> None:
    answers: dict[str, Answer] = {"samordning_sbu_vald_finns": "behovs_inte"}

    assert routed(answers, oj)["samordning_sbu_vald_uppfoljd"] is Reason.NOT_ASKED
    assert role(by_id["samordning_sbu_vald"], oj, answers) is YES


# ── Answers that cannot both be right ────────────────────────────────────────


def problems(oj: Instrument, answers: dict[str, Answer]) -> list[str]:
    found = check_response(Response("2080", "2080", routed(answers, oj)), oj)
    return [problem.facts.get("check", problem.code) for problem in found]


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"skyddade_sbu_finns": "ja", "skyddade_sbu_uppfoljd": "nyligen"}, []),
        ({"skyddade_sbu_finns": "nej", "skyddade_sbu_uppfoljd": "ja"}, ["not_asked"]),
        ({"samordning_sbu_lss_finns": "behovs_inte", "samordning_sbu_lss_uppfoljd": "ja"}, ["not_asked"]),
        ({"skyddade_sbu_uppfoljd": "ja"}, ["asked_unknown"]),
        ({"region_missbruk_mal": "nej", "region_missbruk_rutiner": "ja", "region_missbruk_uppfoljd": "ja"}, []),
        ({"samverkan_polisen_finns": "behovs_inte"}, ["samma_chef_som_staten_polisen"]),
        ({"samverkan_skola_finns": "behovs_inte"}, []),
        ({"sip_lss_finns": "finns_inte", "plan_lss_finns": "nej"}, ["omradet_bade_finns_och_inte_lss"]),
        ({"skyddade_missbruk_finns": "finns_inte", "valdsutsatt_missbruk_finns": "nej"}, ["omradet_finns_inte_for_vald_missbruk"]),
        # LSS may exist for adults alone.
        ({"skyddade_lss_finns": "nej", "valdsutsatt_lss_barn_finns": "finns_inte"}, []),
        ({"audit_vald": "finns_inte", "dudit_vald": "nej"}, ["omradet_finns_inte_for_prov_vald"]),
        ({"skyddade_lss_finns": "finns_inte", "samordning_sbu_lss_finns": "nej"}, ["paret_och_omradena_sbu_lss"]),
        ({"plan_vald_finns": "ja", "plan_vald_former": frozenset({"annan"})}, ["bara_annan_form_vald"]),
    ],
)
def test_answers_that_do_not_go_together_are_noticed(oj: Instrument, answers: dict[str, Answer], expected: list[str]) -> None:
    assert problems(oj, answers) == expected


# ── The words ────────────────────────────────────────────────────────────────


def words_in(oj: Instrument) -> list[Words]:
    shown = [words for one in oj.variables for words in (one.label, one.short, one.question, one.definition)]
    shown += [words for one in oj.variables if one.guidance for words in (one.guidance.short, one.guidance.long)]
    shown += [words for one in oj.indicators for words in (one.label, one.short, one.cannot_say, one.numerator.says, one.denominator.says)]
    shown += [check.says for check in oj.checks]
    return shown + [words for one in oj.settings for words in (one.label, one.chosen, one.alternative, one.why)]


def test_texts_have_no_placeholder_left_and_both_languages(oj: Instrument) -> None:
    assert [words for words in words_in(oj) if "{" in words.sv + words.en or not words.sv or not words.en] == []


def test_every_question_has_help_in_two_layers_and_the_second_is_longer(oj: Instrument) -> None:
    layers = [variable.guidance for variable in oj.variables]

    assert all(one is not None and len(one.short.sv) < len(one.long.sv) and len(one.short.en) < len(one.long.en) for one in layers)


def test_each_question_can_be_a_column_under_its_own_name(oj: Instrument) -> None:
    assert (
        len({variable.label.sv for variable in oj.variables}) == len({variable.label.en for variable in oj.variables}) == len(oj.variables)
    )


# ── What the source prints of itself ─────────────────────────────────────────

# Of 312 units: how many answered, and the percent that is printed. The fourth and the sixth have the same number.
RESPONSES = [(297, 95), (288, 92), (288, 92), (290, 92), (289, 93), (290, 93), (286, 92), (285, 91), (277, 89)]


def test_one_printed_response_rate_does_not_follow_from_its_number() -> None:
    wrong = [(count, printed) for count, printed in RESPONSES if percent_rounded(count, 312, 0) != Decimal(printed)]

    assert wrong == [(290, 92)]
