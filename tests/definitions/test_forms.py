"""Surveys, counts and vignettes: what every form must have before somebody fills it in."""

import pytest

from spegla.catalogue import Catalogue, Confidentiality, Instrument, Variable
from spegla.catalogue.model import Severity, Status, SubjectKind
from spegla.messages import Words

SUBJECTS = {
    "barnenkat-2021": SubjectKind.CHILD,
    "elevenkat-2021": SubjectKind.CHILD,
    "vardnadshavare-forskola-2021": SubjectKind.CHILD,
    "placeringar-2021": SubjectKind.UNIT_PERIOD,
    "familjehem-2020": SubjectKind.FOSTER_HOME,
    "samstammighet-2017": SubjectKind.VIGNETTE,
}
FORMS = tuple(SUBJECTS)


@pytest.fixture(params=FORMS)
def form(request: pytest.FixtureRequest, catalogue: Catalogue) -> Instrument:
    return catalogue.instruments[request.param]


def texts_of(variable: Variable) -> list[Words]:
    if variable.guidance is None:
        raise LookupError(f"{variable.id} has no guidance")
    guidance = (variable.guidance.short, variable.guidance.long)
    return [variable.label, variable.question, variable.definition, *guidance, *(category.label for category in variable.categories)]


@pytest.mark.parametrize(("reference", "subject"), SUBJECTS.items())
def test_each_form_is_about_its_subject(catalogue: Catalogue, reference: str, subject: SubjectKind) -> None:
    assert catalogue.instruments[reference].subject is subject


def test_every_question_has_guidance_in_two_layers_and_two_languages(form: Instrument) -> None:
    for variable in form.variables:
        for text in texts_of(variable):
            assert text.sv.strip()
            assert text.en.strip()
        guidance = variable.guidance
        assert guidance is not None
        assert len(guidance.long.sv) > len(guidance.short.sv)


def test_the_short_layer_is_one_line(form: Instrument) -> None:
    assert [one.id for one in form.variables if one.guidance and len(one.guidance.short.sv) > 80] == []


def test_the_form_as_a_whole_is_our_reading_and_says_so(form: Instrument) -> None:
    assert form.provenance.status is Status.RECONSTRUCTED
    assert form.provenance.source


def test_what_no_source_states_is_not_called_stated(catalogue: Catalogue) -> None:
    stated = {
        reference: {one.id for one in catalogue.instruments[reference].variables if one.provenance.status is Status.SEED}
        for reference in FORMS
    }

    assert stated["barnenkat-2021"] == {"alder_tryckt"}
    assert stated["elevenkat-2021"] == {"arskurs"}
    assert stated["vardnadshavare-forskola-2021"] == set()
    assert stated["samstammighet-2017"] == {"fall", "risk"}


def test_every_figure_says_what_it_does_not_tell(form: Instrument) -> None:
    # A count says no more than it counts.
    shares = [*form.indicators, *(one for one in form.measures if not one.id.startswith(("antal_", "summa_", "snitt_")))]

    assert shares
    assert [one.id for one in shares if not one.cannot_say.sv] == []


def test_every_indicator_names_what_it_counts(form: Instrument) -> None:
    for one in (*form.indicators, *form.measures):
        assert one.group in {group.id for group in form.groups}
        assert one.label.sv
        assert one.label.en


def test_only_counts_of_homes_are_public(catalogue: Catalogue) -> None:
    public = {reference for reference in FORMS if catalogue.instruments[reference].confidentiality is Confidentiality.PUBLIC}

    assert public == {"familjehem-2020"}


@pytest.mark.parametrize(
    ("reference", "severity"), [("placeringar-2021", Severity.ERROR), ("familjehem-2020", Severity.WARNING)], ids=["own", "printed"]
)
def test_a_sum_that_does_not_hold_stops_ones_own_counts_and_is_told_of_in_printed_ones(
    catalogue: Catalogue, reference: str, severity: Severity
) -> None:
    sums = [check for check in catalogue.instruments[reference].checks if "+" in check.rule.text]

    assert len(sums) == 2
    assert {check.severity for check in sums} == {severity}


def test_the_vignettes_have_the_answers_of_webbkollen(catalogue: Catalogue) -> None:
    vignettes, webbkollen = catalogue.instruments["samstammighet-2017"], catalogue.instruments["webbkollen-2017"]
    same = {one.id for one in vignettes.variables} & {one.id for one in webbkollen.variables}

    assert same == {"utsatthet_hemmet", "utsatthet_foraldrar", "utsatthet_barnet", "insats_oppenvard", "insats_heldygnsvard", "fokus"}
    for id in same:
        assert vignettes.variable(id).categories == webbkollen.variable(id).categories
    assert vignettes.variable("risk").categories == webbkollen.variable("risk_beslut").categories
