"""What is removed: it counts no more and is still to be read, and what others rest on stays."""

from collections.abc import Callable

import pytest

from spegla.portal.store.models import Intervention, Response, ResponseState
from spegla.portal.use_cases import handing_in, registering
from spegla.portal.use_cases.access import Actor
from spegla.portal.use_cases.people import NotPossibleError
from tests.portal.conftest import AT, LogIn
from tests.portal.registrations import DECISION, begun, day, handed_in

pytestmark = pytest.mark.django_db
Actors = Callable[[str], Actor]


def test_a_decision_that_was_a_mistake_leaves_no_day_and_nothing_to_follow_up(actor: Actors) -> None:
    decision = handed_in(actor("astrid"), "BU-1", answers={**DECISION, "nasta": ["2026-12-01"]})
    assert (decision.intervention.decided, decision.intervention.due) == (day("2026-03-12"), day("2026-12-01"))

    handing_in.remove(actor=actor("astrid"), response_id=decision.id, at=AT)

    now = Intervention._base_manager.get()
    assert (now.decided, now.due, now.due_step) == (None, None, "")
    assert begun(actor("astrid"), "BU-1").step == "beslut"


def test_what_was_begun_to_correct_a_registration_goes_with_it(actor: Actors) -> None:
    """Handed in afterwards it would be there beside the one that was registered in its place."""
    wrong = handed_in(actor("astrid"), "BU-1")
    draft = registering.correct(actor=actor("astrid"), response_id=wrong.id, at=AT)
    handing_in.remove(actor=actor("bo"), response_id=wrong.id, at=AT)
    right = handed_in(actor("astrid"), "BU-1")

    with pytest.raises(NotPossibleError, match="response_closed"):
        handing_in.hand_in(actor=actor("astrid"), response_id=draft.id, version=draft.version, at=AT)
    assert [one.id for one in Response._base_manager.filter(state=ResponseState.HANDED_IN)] == [right.id]


def test_a_decision_that_others_rest_on_is_not_offered_to_be_removed(log_in: LogIn, actor: Actors) -> None:
    closure = handed_in(actor("astrid"), "BU-1", "avslut")
    decision = Response._base_manager.get(step="beslut")
    client = log_in("astrid")

    assert client.get(f"/registrera/{decision.id}/ta-bort/").headers["Location"] == f"/registreringar/{decision.id}/"
    assert "Rätta det i stället." in client.get(f"/registreringar/{decision.id}/").content.decode()
    assert client.get(f"/registrera/{closure.id}/ta-bort/").status_code == 200


def test_what_was_counted_and_was_removed_is_still_to_be_read_and_a_draft_that_was_is_not(log_in: LogIn, actor: Actors) -> None:
    closure = handed_in(actor("astrid"), "BU-1", "avslut")
    draft = begun(actor("astrid"), "BU-2")
    for one in (closure, draft):
        handing_in.remove(actor=actor("astrid"), response_id=one.id, at=AT)
    client = log_in("astrid")
    pages = [client.get(f"/insatser/{one.intervention_id}/").content.decode() for one in (closure, draft)]

    assert [f'href="/registreringar/{one.id}/"' in page for one, page in zip((closure, draft), pages, strict=True)] == [True, False]
    assert "Borttagen" in pages[0]
    assert "Börja: Avslut" in pages[0]
