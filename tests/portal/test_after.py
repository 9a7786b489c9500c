"""Right after handing in: the unit's figures for what was answered, and whether the registration is in them."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import transaction
from django.test import override_settings

from spegla.portal.accounts.roles import OrganisationKind
from spegla.portal.store import parts
from spegla.portal.store.audit import Audit
from spegla.portal.store.models import Response
from spegla.portal.store.organisations import authority_of
from spegla.portal.use_cases import after, handing_in, partitions, registering, results, rounds
from spegla.portal.use_cases.access import Actor
from spegla.portal.use_cases.people import NotPossibleError
from tests.portal.conftest import AT, LogIn
from tests.portal.registrations import begun, fill_in, handed_in

pytestmark = pytest.mark.django_db
Actors = Callable[[str], Actor]


def test_a_registration_is_in_the_figures_when_its_partition_is_written(actor: Actors, tmp_path: Path) -> None:
    closure = handed_in(actor("astrid"), "BU-1", "avslut")
    assert after.see_after(actor=actor("astrid"), response_id=closure.id, columns=tmp_path, at=AT).answer is None
    partitions.refresh(tmp_path)

    first = after.see_after(actor=actor("astrid"), response_id=closure.id, columns=tmp_path, at=AT)
    assert first.included
    assert first.answer is not None
    assert first.answer.rows == 1
    later = handed_in(actor("astrid"), "BU-2", "avslut")
    second = after.see_after(actor=actor("astrid"), response_id=later.id, columns=tmp_path, at=AT)
    assert not second.included


def test_the_questions_are_those_that_were_answered_results_first(actor: Actors, tmp_path: Path) -> None:
    closure = handed_in(actor("astrid"), "BU-1", "avslut")
    partitions.refresh(tmp_path)
    ids = after.see_after(actor=actor("astrid"), response_id=closure.id, columns=tmp_path, at=AT).ids

    assert list(ids[:3]) == ["risk_avslut", "maluppfyllelse", "avslutsorsak"]
    assert "alder" not in ids
    assert len(ids) <= 8


def test_a_decision_is_in_no_figure_and_the_page_says_so(actor: Actors, tmp_path: Path, log_in: LogIn) -> None:
    decision = handed_in(actor("astrid"), "BU-1")
    found = after.see_after(actor=actor("astrid"), response_id=decision.id, columns=tmp_path, at=AT)

    assert (found.counts, found.answer) == (False, None)
    assert "Ett beslut räknas när insatsen" in log_in("astrid").get(f"/registrera/{decision.id}/klart/").content.decode()


def test_a_decision_that_is_corrected_changes_what_rests_on_it_and_the_page_shows_how_it_looks(
    actor: Actors, tmp_path: Path, log_in: LogIn
) -> None:
    handed_in(actor("astrid"), "BU-1", "avslut")
    partitions.refresh(tmp_path)
    decision = Response._base_manager.get(step="beslut")
    draft = registering.correct(actor=actor("astrid"), response_id=decision.id, at=AT)
    draft = fill_in(actor("astrid"), draft, {"risk_beslut": ["lag"]})
    handing_in.hand_in(actor=actor("astrid"), response_id=draft.id, version=draft.version, at=AT)

    behind = after.see_after(actor=actor("astrid"), response_id=draft.id, columns=tmp_path, at=AT)
    assert (behind.counts, behind.is_decision, behind.included) == (True, True, False)
    partitions.refresh(tmp_path)
    found = after.see_after(actor=actor("astrid"), response_id=draft.id, columns=tmp_path, at=AT)
    assert found.included
    assert found.answer is not None
    assert "risk_beslut" in found.ids
    page = log_in("astrid").get(f"/registrera/{draft.id}/klart/").content.decode()
    assert "Ändringen räknas i de uppföljningar och avslut som är inlämnade." in page
    assert "Så ser det ut hos" in page


def test_the_whole_mirror_is_the_one_of_the_form_that_was_handed_in(actor: Actors, log_in: LogIn) -> None:
    decision = handed_in(actor("astrid"), "BU-1")
    rounds.open_round(actor=actor("maja"), instrument="bbic-3.1", at=AT)
    closure = handed_in(actor("astrid"), "BU-1", "avslut")

    assert closure.instrument == decision.instrument == "webbkollen-2017"
    assert 'href="/resultat/?formular=webbkollen-2017"' in log_in("astrid").get(f"/registrera/{closure.id}/klart/").content.decode()


def test_until_something_is_handed_in_under_a_new_form_the_one_before_has_the_figures(actor: Actors, tmp_path: Path) -> None:
    astrid = actor("astrid")
    handed_in(astrid, "BU-1", "avslut")
    partitions.refresh(tmp_path)
    rounds.open_round(actor=actor("maja"), instrument="bbic-3.1", at=AT + timedelta(days=1))
    brief = after.see_brief(actor=astrid, columns=tmp_path, at=AT)
    shown = results.see_results(actor=astrid, columns=tmp_path, scope=None, instrument="", at=AT)
    asked = results.see_results(actor=astrid, columns=tmp_path, scope=None, instrument="bbic-3.1", at=AT)

    assert brief is not None
    assert [one and one.reference for one in (shown.instrument, asked.instrument)] == ["webbkollen-2017", "bbic-3.1"]
    assert [one.reference for one in shown.instruments] == ["bbic-3.1", "webbkollen-2017"]
    assert (sum(one.rows for one in shown.saved or ()), asked.saved) == (1, ())


def test_while_the_figures_of_the_form_in_use_are_counted_anew_those_of_another_are_not_shown(actor: Actors, tmp_path: Path) -> None:
    astrid = actor("astrid")
    handed_in(astrid, "BU-1", "avslut")
    partitions.refresh(tmp_path)
    rounds.open_round(actor=actor("maja"), instrument="bbic-3.1", at=AT + timedelta(days=1))
    [manifest] = tmp_path.rglob("manifest.json")
    lost = Path(str(manifest).replace("webbkollen-2017", "bbic-3.1"))
    lost.parent.mkdir(parents=True)
    lost.write_text("{}")
    shown = results.see_results(actor=astrid, columns=tmp_path, scope=None, instrument="", at=AT)

    assert shown.instrument is not None
    assert (shown.instrument.reference, shown.saved) == ("bbic-3.1", None)
    assert after.see_brief(actor=astrid, columns=tmp_path, at=AT) is None


def test_a_form_that_is_opened_again_is_the_first(actor: Actors, tmp_path: Path) -> None:
    for number, instrument in enumerate(("webbkollen-2017", "bbic-3.1", "webbkollen-2017")):
        rounds.open_round(actor=actor("maja"), instrument=instrument, at=AT + timedelta(days=number))
    shown = results.see_results(actor=actor("astrid"), columns=tmp_path, scope=None, instrument="", at=AT)

    assert shown.instrument is not None
    assert shown.instrument.reference == "webbkollen-2017"


def test_where_there_is_one_unit_the_figures_are_the_boards_and_said_to_be(actor: Actors, tmp_path: Path) -> None:
    handed_in(actor("cecilia"), "BU-1", "avslut")
    partitions.refresh(tmp_path)
    brief = after.see_brief(actor=actor("cecilia"), columns=tmp_path, at=AT)

    assert brief is not None
    assert (brief.place.name, brief.answer.own, brief.answer.unit) == ("Borlänge", "Borlänge", "")


def test_what_is_not_handed_in_has_no_page_after(actor: Actors, tmp_path: Path) -> None:
    draft = begun(actor("astrid"), "BU-1")
    with pytest.raises(NotPossibleError):
        after.see_after(actor=actor("astrid"), response_id=draft.id, columns=tmp_path, at=AT)


def test_the_page_asks_again_until_the_figures_hold_it_and_then_no_more(actor: Actors, tmp_path: Path, log_in: LogIn) -> None:
    closure = handed_in(actor("astrid"), "BU-1", "avslut")
    address, client = f"/registrera/{closure.id}/klart/", log_in("astrid")
    with override_settings(COLUMNS=tmp_path):
        assert "hx-get" in client.get(address).content.decode()
        assert "hx-get" not in client.get(f"{address}?forsok=9").content.decode()
        partitions.refresh(tmp_path)
        page = client.get(address).content.decode()
        alone = client.get(address, headers={"HX-Request": "true"}).content.decode()

    assert "hx-get" not in page
    assert page.count("<h1>") == 1
    assert alone.lstrip().startswith('<div id="siffror"')


def test_the_brief_is_of_the_unit_and_of_at_most_three_questions(actor: Actors, tmp_path: Path) -> None:
    closure = handed_in(actor("astrid"), "BU-1", "avslut")
    with transaction.atomic():
        board = authority_of(closure.organisation)
        parts.add(board, OrganisationKind.UNIT, "Jouren", None, Audit(None, "organisation_added", AT, facts={"kind": "unit"}))
    assert after.see_brief(actor=actor("astrid"), columns=tmp_path, at=AT) is None
    partitions.refresh(tmp_path)
    found = after.see_brief(actor=actor("astrid"), columns=tmp_path, at=AT)

    assert found is not None
    assert found.place == closure.organisation
    assert found.ids == ["samtal_avslut", "risk_forandring", "avslutsorsak"]


@pytest.mark.parametrize("name", ["cecilia", "maja", "karin", "disa"])
def test_the_brief_is_for_those_who_register_there(actor: Actors, tmp_path: Path, name: str) -> None:
    handed_in(actor("astrid"), "BU-1", "avslut")
    partitions.refresh(tmp_path)

    assert after.see_brief(actor=actor(name), columns=tmp_path, at=AT) is None
