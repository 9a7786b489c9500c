"""The monthly sample: drawn once, by chance that nobody chose, answered by others than who did it, and all of it in the log."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from spegla.portal.accounts.models import Assignment, AssignmentState, Person
from spegla.portal.store.audit import Audit, head, record
from spegla.portal.store.models import AuditRecord, Review, ReviewRow
from spegla.portal.use_cases import reviews
from spegla.portal.use_cases.access import Actor, NotFoundError, RefusedError
from spegla.portal.use_cases.drawing import Candidate, draw
from spegla.portal.use_cases.people import NotPossibleError
from spegla.portal.use_cases.reviews import NOT_DRAWN, SIZE
from tests.portal.conftest import AT, LogIn

pytestmark = pytest.mark.django_db
Who = Callable[[str], Actor]
People = Callable[[str], Person]
OCTOBER = datetime(2026, 10, 15, 9, 0, tzinfo=UTC)


def did(person: People, who: str, count: int = 1, action: str = "role_given", at: datetime = OCTOBER) -> list[int]:
    """The numbers of `count` records of what `who` did."""
    someone = person(who)
    where = Assignment._base_manager.filter(person=someone).first()
    place = where.organisation if where else someone.organisation
    return [record(place, Audit(someone, action, at + timedelta(minutes=one))).number for one in range(count)]


def drawn(actor: Who, who: str = "karin", at: datetime = AT) -> Review:
    """The sample that `who` gets to see first."""
    return reviews.see_reviews(actor=actor(who), at=at)[0].review


def rows(review: Review) -> list[ReviewRow]:
    return list(ReviewRow._base_manager.filter(review=review).order_by("id"))


def numbers(review: Review) -> list[int]:
    return [one.record_id for one in rows(review)]


def everything(review: Review, said: str = "agrees") -> dict[int, str]:
    return {one.id: said for one in rows(review)}


def actions() -> list[str]:
    return list(AuditRecord._base_manager.order_by("number").values_list("action", flat=True))


def test_the_first_to_look_draws_the_month_before_and_it_stays_the_same(actor: Who, person: People) -> None:
    did(person, "maja", 30)
    did(person, "astrid", 5)

    first = drawn(actor)
    chosen = numbers(first)
    again = drawn(actor, at=AT + timedelta(days=3))

    assert first.month == date(2026, 10, 1)
    assert len(chosen) == SIZE
    assert (again, numbers(again)) == (first, chosen)
    assert actions().count("review_drawn") == 1


def test_anyone_with_the_log_can_make_the_same_draw_again(actor: Who, person: People) -> None:
    mine = did(person, "maja", 30)
    review = drawn(actor)

    seed = AuditRecord._base_manager.get(number=review.head_number)
    assert seed.seal == review.head_seal
    candidates = [Candidate(number, person("maja").id) for number in mine]
    assert numbers(review) == list(draw(candidates, seed=seed.seal, size=SIZE, last_drawn={}, with_cases=frozenset()))
    said = AuditRecord._base_manager.get(action="review_drawn")
    assert said.facts == {"month": "2026-10", "head": review.head_number, "candidates": 30, "count": SIZE}
    assert said.number > review.head_number


def test_only_last_month_and_what_shows_something_of_others_is_drawn(actor: Who, person: People) -> None:
    wanted = did(person, "maja", 2)
    did(person, "maja", at=datetime(2026, 9, 30, 21, 59, tzinfo=UTC))
    # Half past midnight on the first of October in Falun.
    wanted += did(person, "maja", at=datetime(2026, 9, 30, 22, 30, tzinfo=UTC))
    did(person, "maja", at=datetime(2026, 10, 31, 23, 0, tzinfo=UTC))
    did(person, "cecilia")
    for action in NOT_DRAWN:
        did(person, "maja", action=action)
    record(person("maja").organisation, Audit(None, "role_given", OCTOBER))

    assert sorted(numbers(drawn(actor))) == sorted(wanted)


def test_what_is_new_and_unknown_is_drawn(actor: Who, person: People) -> None:
    [number] = did(person, "astrid", action="case_read")

    assert numbers(drawn(actor)) == [number]


def test_a_month_without_anything_to_review_is_finished_as_it_is_drawn(actor: Who) -> None:
    [summary] = [one for one in reviews.see_reviews(actor=actor("karin"), at=AT) if one.review.organisation.name == "Falun"]

    assert (summary.drawn, summary.review.finished_at) == (0, AT)
    assert reviews.waiting(actor=actor("karin"), at=AT) == []


def test_who_leads_a_unit_reviews_the_unit_alone(actor: Who, person: People) -> None:
    did(person, "maja", 3)
    [of_astrid] = did(person, "astrid")

    review = drawn(actor, "bo")

    assert review.organisation.name == "Barn och unga"
    assert numbers(review) == [of_astrid]


def test_whoever_reviews_the_municipality_sees_the_samples_of_its_units(actor: Who, person: People) -> None:
    did(person, "astrid")
    drawn(actor, "bo")

    assert [one.review.organisation.name for one in reviews.see_reviews(actor=actor("karin"), at=AT)] == ["Falun", "Barn och unga"]
    assert [one.review.organisation.name for one in reviews.see_reviews(actor=actor("bo"), at=AT)] == ["Barn och unga"]


def test_the_only_reviewer_does_not_draw_what_they_did_themselves(actor: Who, person: People) -> None:
    did(person, "karin", 3, action="role_approved")
    [other] = did(person, "maja")

    assert numbers(drawn(actor)) == [other]


def test_with_two_reviewers_one_answers_for_the_other(actor: Who, person: People) -> None:
    Assignment.objects.create_in(
        organisation=person("karin").organisation,
        person=person("lena"),
        role="dataskyddsombud",
        state=AssignmentState.ACTIVE,
        given_by=None,
        given_at=AT,
    )
    did(person, "karin")
    did(person, "maja")
    review = drawn(actor)
    own, other = sorted(rows(review), key=lambda one: one.record.actor_id != person("karin").id)

    with pytest.raises(RefusedError):
        reviews.answer(actor=actor("karin"), review_id=review.id, answers={other.id: "agrees", own.id: "agrees"}, at=AT)
    own.refresh_from_db(from_queryset=ReviewRow._base_manager.all())
    assert own.answer == ""
    assert reviews.answer(actor=actor("karin"), review_id=review.id, answers={other.id: "agrees"}, at=AT) == 1
    assert [one.left for one in reviews.waiting(actor=actor("lena"), at=AT) if one.organisation == review.organisation] == [1]
    assert reviews.waiting(actor=actor("karin"), at=AT) == []
    assert reviews.answer(actor=actor("lena"), review_id=review.id, answers={own.id: "follow_up"}, at=AT) == 0


def test_answers_may_wait_and_change_until_the_last_is_given(actor: Who, person: People) -> None:
    did(person, "maja", 3)
    review = drawn(actor)
    first, *others = rows(review)

    assert reviews.answer(actor=actor("karin"), review_id=review.id, answers={first.id: "agrees"}, at=AT) == 2
    assert reviews.answer(actor=actor("karin"), review_id=review.id, answers={first.id: "follow_up"}, at=AT) == 2
    assert reviews.answer(actor=actor("karin"), review_id=review.id, answers={one.id: "cannot_tell" for one in others}, at=AT) == 0

    [summary] = [one for one in reviews.see_reviews(actor=actor("karin"), at=AT) if one.review == review]
    assert summary.counts == {"follow_up": 1, "cannot_tell": 2}
    assert summary.review.finished_at == AT
    with pytest.raises(NotPossibleError, match="review_over"):
        reviews.answer(actor=actor("karin"), review_id=review.id, answers={first.id: "agrees"}, at=AT)


def test_the_draw_each_answer_the_reading_and_the_end_are_in_the_log(actor: Who, person: People) -> None:
    did(person, "maja", 2)
    review = drawn(actor)
    start = head().number
    reviews.see_review(actor=actor("karin"), review_id=review.id, at=AT)
    reviews.answer(actor=actor("karin"), review_id=review.id, answers=everything(review), at=AT)
    # The same answers again are nothing new, and come too late besides.

    after = AuditRecord._base_manager.filter(number__gt=start).order_by("number")
    assert [one.action for one in after] == ["review_read", "review_answered", "review_answered", "review_finished"]
    assert [one.facts for one in after][1] == {"number": rows(review)[0].record_id, "answer": "agrees"}
    assert [one.facts for one in after][3] == {"agrees": 2}
    assert {one.actor for one in after} == {person("karin")}


def test_rows_of_another_sample_or_municipality_do_not_exist(actor: Who, person: People) -> None:
    did(person, "astrid", 2)
    falun, unit = drawn(actor), drawn(actor, "bo")
    for wrong in (everything(unit), {987654: "agrees"}, {**everything(falun), rows(unit)[0].id: "agrees"}):
        with pytest.raises(NotFoundError):
            reviews.answer(actor=actor("karin"), review_id=falun.id, answers=wrong, at=AT)
    assert {one.answer for one in (*rows(falun), *rows(unit))} == {""}
    with pytest.raises(NotFoundError):
        reviews.see_review(actor=actor("cecilia"), review_id=falun.id, at=AT)
    with pytest.raises(RefusedError):
        reviews.see_review(actor=actor("bo"), review_id=falun.id, at=AT)
    with pytest.raises(RefusedError):
        reviews.answer(actor=actor("bo"), review_id=falun.id, answers=everything(falun), at=AT)
    with pytest.raises(NotPossibleError, match="review_answer"):
        reviews.answer(actor=actor("karin"), review_id=falun.id, answers=everything(falun, "fine"), at=AT)


@pytest.mark.parametrize("who", ["astrid", "maja", "lena", "nils", "disa"])
def test_who_reviews_nothing_is_refused(actor: Who, who: str) -> None:
    with pytest.raises(RefusedError):
        reviews.see_reviews(actor=actor(who), at=AT)
    assert reviews.waiting(actor=actor(who), at=AT) == []
    assert not Review._base_manager.exists()


def test_everyone_with_access_to_cases_is_drawn_at_least_sometimes(actor: Who, person: People) -> None:
    """Twenty-five who each did one thing a month: twenty the first month, and the other five among those of the second."""
    home = person("astrid").organisation
    crowd = [Person.objects.create_user(f"p{one}@exempel.se", "x" * 20, name=f"Påhittad {one}", organisation=home) for one in range(25)]
    for month in (9, 10):
        for one in crowd:
            record(home, Audit(one, "role_given", datetime(2026, month, 10, tzinfo=UTC)))
    seen = set()
    for at in (datetime(2026, 10, 20, tzinfo=UTC), AT):
        review = drawn(actor, at=at)
        seen |= {one.record.actor_id for one in rows(review)}

    assert seen == {one.id for one in crowd}


def test_the_pages_lead_from_what_waits_to_the_summary(log_in: LogIn, person: People, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: AT)
    did(person, "maja", 2)
    client = log_in("karin")
    assert "Stickprovet dras när du öppnar det." in client.get("/").content.decode()
    assert "2 av 2 händelser är dragna." in client.get("/granskning/stickprov/").content.decode()
    review = Review._base_manager.get(candidates=2)
    path = f"/granskning/stickprov/{review.id}/"
    first, second = rows(review)
    assert "Maja Holm" in client.get(path).content.decode()

    client.post(path, {f"row-{first.id}": "agrees"})
    assert "En händelse är kvar att granska." in client.get("/").content.decode()
    client.post(path, {f"row-{second.id}": "follow_up"})

    shown = client.get(path).content.decode()
    assert "Granskningen är klar." in shown
    assert "Ta upp det som behöver följas upp" in shown
    assert "oktober 2026</a>" in client.get("/granskning/stickprov/").content.decode()
    assert "Månadens stickprov</h2>" not in client.get("/").content.decode()


@pytest.mark.parametrize("sent", [{"row-x": "agrees"}, {"row-": "agrees"}, {"row-²": "agrees"}, {"row-" + "9" * 30: "agrees"}, {}])
def test_what_is_no_row_is_no_answer(log_in: LogIn, actor: Who, person: People, sent: dict[str, str]) -> None:
    did(person, "maja")
    review = drawn(actor)

    assert log_in("karin").post(f"/granskning/stickprov/{review.id}/", sent).status_code == 302
    assert {one.answer for one in rows(review)} == {""}
