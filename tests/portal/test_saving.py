"""What is saved when answers arrive twice, late, or beside somebody else's: each way that a page and a server can miss each other."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import connection
from django.utils.html import strip_tags

from spegla.portal.store import responses as store
from spegla.portal.store.models import Intervention, Response
from spegla.portal.store.models.responses import AnswerVersion, VersionState
from spegla.portal.use_cases import registering
from spegla.portal.use_cases.access import Actor, NotFoundError
from spegla.portal.use_cases.response_form import Form, form_of
from tests.portal.conftest import AT, LogIn
from tests.portal.registrations import begun, open_round, unit_of

pytestmark = pytest.mark.django_db
Actors = Callable[[str], Actor]


@pytest.fixture
def astrid(actor: Actors) -> Actor:
    return actor("astrid")


@pytest.fixture
def bo(actor: Actors) -> Actor:
    return actor("bo")


@pytest.fixture
def draft(astrid: Actor) -> Response:
    return begun(astrid, "BU-1")


def save(who: Actor, draft: Response, text: str, *, seen: int = 0, key: str, page: str, turn: int = 0) -> registering.Saved:
    """Answer how old the child is."""
    return registering.save_answer(
        actor=who, response_id=draft.id, variable="alder", texts=[text], seen=seen, key=key, page=page, turn=turn, at=AT
    )  # fmt: skip


def holds(draft: Response) -> object:
    return Response._base_manager.get(id=draft.id).answers.get("alder")


def waiting(draft: Response) -> list[object]:
    return [one.value for one in store.conflicts_of(draft)]


def met(astrid: Actor, bo: Actor, draft: Response, field: str, *answers: str) -> None:
    """Each has answered the question without having seen what the other did."""
    for who, page, answer in ((astrid, "sida-aaaa", answers[0]), (bo, "sida-bbbb", answers[1])):
        registering.save_answer(
            actor=who, response_id=draft.id, variable=field, texts=[answer], seen=0, key=f"nyckel-{field}", page=page, at=AT, turn=1
        )  # fmt: skip


def test_what_arrives_after_what_was_sent_after_it_changes_nothing(astrid: Actor, draft: Response) -> None:
    save(astrid, draft, "15", key="nyckel-0002", page="sida-aaaa", turn=2)
    late = save(astrid, draft, "14", key="nyckel-0001", page="sida-aaaa", turn=1)

    assert (holds(draft), late.accepted) == (15, True)
    assert AnswerVersion._base_manager.count() == 1


def test_the_turns_of_another_page_are_its_own(astrid: Actor, draft: Response) -> None:
    save(astrid, draft, "15", key="nyckel-0001", page="sida-aaaa", turn=7)
    save(astrid, draft, "14", seen=1, key="nyckel-0002", page="sida-bbbb", turn=1)

    assert holds(draft) == 14


def test_an_answer_whose_acknowledgement_was_lost_does_not_meet_itself(astrid: Actor, draft: Response) -> None:
    save(astrid, draft, "14", key="nyckel-0001", page="sida-aaaa", turn=1)
    changed = save(astrid, draft, "15", seen=0, key="nyckel-0002", page="sida-aaaa", turn=2)

    assert (holds(draft), changed.accepted, changed.seen) == (15, True, 2)


def test_a_form_that_is_gone_back_to_and_sent_again_with_its_old_key_is_saved(astrid: Actor, draft: Response) -> None:
    whole = {"actor": astrid, "response_id": draft.id, "key": "nyckel-0001", "page": "sida-aaaa", "at": AT}
    registering.save_all(**whole, given={"alder": ["14"]}, seen={"alder": 0})  # type: ignore[arg-type]
    registering.save_all(**whole, given={"alder": ["15"]}, seen={"alder": 0})  # type: ignore[arg-type]
    registering.save_all(**whole, given={"alder": ["15"]}, seen={"alder": 0})  # type: ignore[arg-type]

    assert holds(draft) == 15
    assert [one.value for one in store.history_of(draft)] == [14, 15]


def test_who_has_not_been_shown_an_answer_does_not_write_over_it_the_second_time_either(astrid: Actor, bo: Actor, draft: Response) -> None:
    save(astrid, draft, "14", key="nyckel-0001", page="sida-aaaa", turn=1)
    apart = save(bo, draft, "15", key="nyckel-0002", page="sida-bbbb", turn=1)
    save(bo, draft, "16", seen=apart.seen, key="nyckel-0003", page="sida-bbbb", turn=2)

    assert holds(draft) == 14
    assert waiting(draft) == [16]
    assert [one.value for one in store.history_of(draft)] == [14, 15, 16]


def test_whoever_sends_again_what_somebody_has_changed_since_knows_only_of_their_own(astrid: Actor, bo: Actor, draft: Response) -> None:
    save(astrid, draft, "14", key="nyckel-0001", page="sida-aaaa", turn=1)
    save(bo, draft, "15", seen=1, key="nyckel-0002", page="sida-bbbb", turn=1)
    again = save(astrid, draft, "14", key="nyckel-0001", page="sida-aaaa", turn=2)
    after = save(astrid, draft, "16", seen=again.seen, key="nyckel-0003", page="sida-aaaa", turn=3)

    assert (again.accepted, again.seen) == (True, 1)
    assert not after.accepted
    assert (holds(draft), waiting(draft)) == (15, [16])


def test_two_who_come_to_agree_have_nothing_to_choose(astrid: Actor, bo: Actor, draft: Response) -> None:
    met(astrid, bo, draft, "alder", "14", "15")
    save(astrid, draft, "15", seen=1, key="nyckel-0003", page="sida-aaaa", turn=2)

    assert (holds(draft), waiting(draft)) == (15, [])

    save(bo, draft, "16", seen=0, key="nyckel-0004", page="sida-bbbb", turn=2)
    save(bo, draft, "15", seen=0, key="nyckel-0005", page="sida-bbbb", turn=3)
    assert (holds(draft), waiting(draft)) == (15, [])


def test_a_choice_settles_only_what_was_shown(astrid: Actor, bo: Actor, draft: Response) -> None:
    met(astrid, bo, draft, "alder", "14", "15")
    [shown] = store.conflicts_of(draft)
    save(bo, draft, "16", key="nyckel-0003", page="sida-cccc", turn=1)
    choice = {"actor": astrid, "response_id": draft.id, "version": 1, "at": AT}
    left = registering.choose(**choice, chosen={"alder": 0}, shown=frozenset({shown.id}))  # type: ignore[arg-type]

    assert [one.value for one in left] == [16]
    with pytest.raises(NotFoundError):
        registering.choose(**choice, chosen={"alder": left[0].id}, shown=frozenset({shown.id}))  # type: ignore[arg-type]


def test_a_choice_between_answers_that_have_changed_since_settles_nothing_and_waits_itself(
    astrid: Actor, bo: Actor, draft: Response
) -> None:
    met(astrid, bo, draft, "alder", "14", "15")
    [shown] = store.conflicts_of(draft)
    save(astrid, draft, "13", seen=1, key="nyckel-0003", page="sida-aaaa", turn=2)
    left = registering.choose(
        actor=bo, response_id=draft.id, chosen={"alder": 0}, shown=frozenset({shown.id}), version=1, at=AT
    )  # fmt: skip

    assert [one.value for one in left] == [15, 14]


def test_choosing_twice_is_choosing_once(astrid: Actor, bo: Actor, draft: Response) -> None:
    met(astrid, bo, draft, "alder", "14", "15")
    [shown] = store.conflicts_of(draft)
    for _ in range(2):
        registering.choose(
            actor=bo, response_id=draft.id, chosen={"alder": shown.id}, shown=frozenset({shown.id}), version=1, at=AT
        )  # fmt: skip

    assert holds(draft) == 15
    assert AnswerVersion._base_manager.filter(state=VersionState.ACCEPTED).count() == 2


@pytest.mark.parametrize("hers", ["14", "16"])
def test_of_two_who_choose_at_once_the_later_choice_waits_beside_the_first(astrid: Actor, bo: Actor, draft: Response, hers: str) -> None:
    met(astrid, bo, draft, "alder", "14", "15")
    save(bo, draft, "16", key="nyckel-0003", page="sida-cccc", turn=1)
    one, other = store.conflicts_of(draft)
    choice = {"response_id": draft.id, "shown": frozenset({one.id, other.id}), "version": 1, "at": AT}
    assert registering.choose(actor=bo, chosen={"alder": one.id}, **choice) == []  # type: ignore[arg-type]
    for _ in range(2):
        left = registering.choose(actor=astrid, chosen={"alder": other.id if hers == "16" else 0}, **choice)  # type: ignore[arg-type]

    assert (holds(draft), [(one.value, one.given_by) for one in left]) == (15, [(int(hers), astrid.person)])


def test_whoever_chooses_what_somebody_else_has_chosen_already_has_nothing_more_to_choose(
    astrid: Actor, bo: Actor, draft: Response
) -> None:
    met(astrid, bo, draft, "alder", "14", "15")
    [shown] = store.conflicts_of(draft)
    for who in (astrid, bo):
        choice = {"alder": shown.id}
        left = registering.choose(actor=who, response_id=draft.id, chosen=choice, shown=frozenset({shown.id}), version=1, at=AT)

    assert (holds(draft), left) == (15, [])


def test_what_was_answered_in_the_form_while_somebody_chose_meets_their_choice(astrid: Actor, bo: Actor, draft: Response) -> None:
    met(astrid, bo, draft, "alder", "14", "15")
    [shown] = store.conflicts_of(draft)
    save(bo, draft, "14", seen=1, key="nyckel-0003", page="sida-bbbb", turn=2)
    save(bo, draft, "13", seen=1, key="nyckel-0004", page="sida-bbbb", turn=3)
    choice = {"alder": shown.id}
    left = registering.choose(actor=astrid, response_id=draft.id, chosen=choice, shown=frozenset({shown.id}), version=1, at=AT)

    assert {holds(draft), *(one.value for one in left)} >= {13, 15}


def test_whoever_chooses_for_one_question_of_two_is_told_of_the_other_and_keeps_the_choice(
    log_in: LogIn, astrid: Actor, bo: Actor, draft: Response
) -> None:
    met(astrid, bo, draft, "alder", "14", "15")
    met(astrid, bo, draft, "kon", "flicka", "pojke")
    [age, sex] = store.conflicts_of(draft)
    client, path = log_in("astrid"), f"/registrera/{draft.id}/valj/"
    said = client.post(path, {"val-alder": str(age.id), "visade": [str(age.id), str(sex.id)], "version": "2"})
    shown = said.content.decode()

    assert (said.status_code, shown.count("Välj ett av svaren."), len(store.conflicts_of(draft))) == (422, 2, 2)
    assert f'id="val-alder-{age.id}" checked required' in shown
    assert "novalidate" in shown


def test_what_held_when_it_was_picked_is_not_picked_on_the_page_that_comes_back_when_something_else_holds(
    log_in: LogIn, astrid: Actor, bo: Actor, draft: Response
) -> None:
    met(astrid, bo, draft, "alder", "14", "15")
    met(astrid, bo, draft, "kon", "flicka", "pojke")
    shown = [str(one.id) for one in store.conflicts_of(draft)]
    save(astrid, draft, "13", seen=1, key="nyckel-0009", page="sida-aaaa", turn=2)
    said = log_in("bo").post(f"/registrera/{draft.id}/valj/", {"val-alder": "0", "visade": shown, "version": "2"})

    assert (said.status_code, " checked" in said.content.decode()) == (422, False)


def test_nothing_is_picked_where_one_more_has_answered_meanwhile(log_in: LogIn, astrid: Actor, bo: Actor, draft: Response) -> None:
    met(astrid, bo, draft, "alder", "14", "15")
    met(astrid, bo, draft, "kon", "flicka", "pojke")
    shown = [str(one.id) for one in store.conflicts_of(draft)]
    save(bo, draft, "16", key="nyckel-0009", page="sida-cccc", turn=1)
    said = log_in("bo").post(f"/registrera/{draft.id}/valj/", {"val-alder": "0", "visade": shown, "version": "2"})

    assert (said.status_code, " checked" in said.content.decode()) == (422, False)


def test_a_choice_is_kept_though_another_question_met_meanwhile(log_in: LogIn, astrid: Actor, bo: Actor, draft: Response) -> None:
    met(astrid, bo, draft, "alder", "14", "15")
    [shown] = store.conflicts_of(draft)
    met(astrid, bo, draft, "kon", "flicka", "pojke")
    path = f"/registrera/{draft.id}/valj/"
    said = log_in("bo").post(path, {"val-alder": str(shown.id), "visade": str(shown.id), "version": "1"})

    assert said.headers["Location"] == path
    assert (holds(draft), [one.variable for one in store.conflicts_of(draft)]) == (15, ["kon"])


def test_a_question_that_was_settled_while_somebody_chose_for_it_lacks_nothing(
    log_in: LogIn, astrid: Actor, bo: Actor, draft: Response
) -> None:
    met(astrid, bo, draft, "alder", "14", "15")
    met(astrid, bo, draft, "kon", "flicka", "pojke")
    age, sex = store.conflicts_of(draft)
    shown = frozenset({age.id, sex.id})
    registering.choose(actor=astrid, response_id=draft.id, chosen={"alder": age.id}, shown=shown, version=2, at=AT)
    sent = {"val-alder": "0", "visade": [str(age.id), str(sex.id)], "version": "2"}
    log_in("bo").post(f"/registrera/{draft.id}/valj/", sent)

    assert [(one.variable, one.value) for one in store.conflicts_of(draft)] == [("kon", "pojke"), ("alder", 14)]


@pytest.mark.parametrize("late", [False, True])
def test_a_choice_that_was_sent_before_does_nothing_whatever_has_come_after_it(
    astrid: Actor, bo: Actor, draft: Response, late: bool
) -> None:
    met(astrid, bo, draft, "alder", "14", "15")
    [shown] = store.conflicts_of(draft)
    if late:
        save(astrid, draft, "13", seen=1, key="nyckel-0008", page="sida-aaaa", turn=2)
    choice = {"chosen": {"alder": 0}, "shown": frozenset({shown.id}), "response_id": draft.id, "version": 1, "at": AT}
    registering.choose(actor=bo, **choice)  # type: ignore[arg-type]
    for one in store.conflicts_of(draft):
        registering.choose(
            actor=astrid, response_id=draft.id, chosen={"alder": one.id}, shown=frozenset({one.id}), version=9, at=AT
        )  # fmt: skip
    now = Response._base_manager.get(id=draft.id).version
    save(bo, draft, "12", seen=now, key="nyckel-0009", page="sida-cccc", turn=3)
    before = list(AnswerVersion._base_manager.order_by("id").values())
    registering.choose(actor=bo, **choice)  # type: ignore[arg-type]

    assert (holds(draft), waiting(draft)) == (12, [])
    assert list(AnswerVersion._base_manager.order_by("id").values()) == before


def test_the_same_late_choice_of_two_is_that_of_both(astrid: Actor, bo: Actor, draft: Response) -> None:
    met(astrid, bo, draft, "alder", "14", "15")
    [shown] = store.conflicts_of(draft)
    save(astrid, draft, "13", seen=1, key="nyckel-0008", page="sida-aaaa", turn=2)
    choice = {"chosen": {"alder": 0}, "shown": frozenset({shown.id}), "response_id": draft.id, "version": 1, "at": AT}
    for who in (bo, astrid):
        registering.choose(actor=who, **choice)  # type: ignore[arg-type]

    chose = [one.given_by for one in store.history_of(draft) if one.key.startswith("choice:")]
    assert (waiting(draft), chose) == ([15, 14], [bo.person, astrid.person])


def test_a_page_that_is_told_is_told_of_its_own_answer(log_in: LogIn, astrid: Actor, bo: Actor, draft: Response) -> None:
    save(astrid, draft, "14", key="nyckel-0001", page="sida-aaaa", turn=1)
    sent = {"alder": "15", "seen-alder": "0", "key": "nyckel-0002", "page": "sida-bbbb", "turn": "1"}
    answer = log_in("bo").post(f"/registrera/{draft.id}/svar/alder/", sent)

    assert answer.headers["X-Spegla-Saved"] == "yes"
    assert '<input type="hidden" name="seen-alder" value="0">' in answer.content.decode()
    assert "Båda svaren är sparade." in answer.content.decode()


@pytest.mark.parametrize("text", ["9" * 9, "9" * 40, "-1", "²", "x"])
def test_a_version_that_there_is_not_loses_nothing(log_in: LogIn, astrid: Actor, draft: Response, text: str) -> None:
    save(astrid, draft, "14", key="nyckel-0001", page="sida-aaaa", turn=1)
    sent = {"alder": "15", "seen-alder": text, "key": "nyckel-0002", "page": "sida-bbbb", "turn": text}
    answer = log_in("bo").post(f"/registrera/{draft.id}/svar/alder/", sent)

    assert answer.headers["X-Spegla-Saved"] == "yes"
    assert {one.value for one in store.history_of(draft)} == {14, 15}


def test_an_answer_is_saved_whole_or_not_at_all(astrid: Actor, draft: Response, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(store, "sit", fails)
    with pytest.raises(OSError, match="full"):
        save(astrid, draft, "14", key="nyckel-0001", page="sida-aaaa")

    assert holds(draft) is None
    assert AnswerVersion._base_manager.count() == 0


def test_nobody_waits_for_the_database_while_a_saved_answer_is_drawn(
    log_in: LogIn, draft: Response, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, inside = log_in("astrid"), []
    outside = len(connection.savepoint_ids)

    def noted(response: Response, at: datetime) -> Form:
        inside.append(len(connection.savepoint_ids))
        return form_of(response, at)

    monkeypatch.setattr(registering, "form_of", noted)
    answered = client.post(f"/registrera/{draft.id}/svar/alder/", {"alder": "14", "key": "nyckel-0001", "page": "sida-aaaa"})

    assert answered.headers["X-Spegla-Saved"] == "yes"
    assert inside == [outside]
    assert holds(draft) == 14


def test_the_summary_of_what_is_wrong_says_which_question_it_is(actor: Actors, log_in: LogIn) -> None:
    draft = begun(actor("astrid"), "BU-1")
    answered = log_in("astrid").post(f"/registrera/{draft.id}/", {"alder": "sju", "seen-alder": "0", "till": "las"})

    assert answered.status_code == 422
    assert "Hur många år har barnet fyllt? Skriv ett heltal med siffror" in " ".join(strip_tags(answered.content.decode()).split())


def test_what_is_pasted_too_long_is_refused_and_not_cut(actor: Actors, log_in: LogIn) -> None:
    client, unit = log_in("astrid"), unit_of(actor("astrid"))
    open_round(unit)
    answered = client.post("/registrera/", {"code": "B" * 300, "step": "beslut", "unit": unit.id})

    assert answered.status_code == 422
    assert "Skriv högst 80 tecken. Nu är det 300." in answered.content.decode()
    assert "maxlength" not in client.get("/registrera/").content.decode()
    assert not Intervention._base_manager.exists()
