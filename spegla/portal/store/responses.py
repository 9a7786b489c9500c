"""Responses as tables hold them: begun, filled in answer by answer, handed in, corrected.

What somebody answers is in the history of the response at once; that they read or fill in is in the log once a sitting, since a record
for each of some thirty fields would hide everything else there.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import F, Q

from spegla.portal.accounts.models import Organisation, Person
from spegla.portal.store.audit import Audit, record
from spegla.portal.store.models import Intervention, Response, ResponseState, Round
from spegla.portal.store.models.imports import ImportState
from spegla.portal.store.models.responses import OPEN, AnswerVersion, Sitting, VersionState

SITTING = timedelta(minutes=30)
# Where the day of the step and the next planned day stand among the answers.
DAY, NEXT = "datum", "nasta"
# What every page about a response needs to know of where it belongs.
_PLACE = ("organisation", "round")


@dataclass(frozen=True)
class Given:
    """An answer as it comes in. `value` is its stored form, None for no answer; `seen` the version of the answer that the sender saw.

    `key` is the sender's own for this answer, `page` for the open page. `turn` counts what the page has sent, 0 when it does not count.
    """

    variable: str
    value: Any
    seen: int
    key: str
    page: str
    turn: int = 0


def response_of(organisation: Organisation, id: int) -> Response | None:
    """The response with `id`, in `organisation` or below it."""
    return Response.objects.of(organisation).filter(id=id).select_related(*_PLACE).first()


def locked(organisation: Organisation, id: int) -> Response | None:
    """The same; until the transaction ends nobody else changes it."""
    rows = Response.objects.of(organisation).select_for_update(of=("self",))
    return rows.filter(id=id).select_related(*_PLACE).first()


def responses_to(intervention: int, *related: str) -> Sequence[Response]:
    """Those of the intervention with that id that were not removed, in the order of their days; one without a day last.

    `related` are what comes with each, by the names of their fields.
    """
    rows = Response._base_manager.filter(intervention=intervention).exclude(state=ResponseState.REMOVED)
    return sorted(rows.select_related(*related) if related else rows, key=lambda one: (one.day or date.max, one.id))


def taken_away(intervention: int, *related: str) -> Sequence[Response]:
    """Those that somebody removed after they had been handed in, but not what a file that was undone had made; `related` as above."""
    rows = Response._base_manager.filter(intervention=intervention, state=ResponseState.REMOVED, handed_in_at__isnull=False)
    rows = rows.exclude(imported__state=ImportState.UNDONE)
    return list(rows.select_related(*related))


def decision_of(intervention: Intervention, step: str) -> Response | None:
    """What was handed in at the first step, if it was."""
    rows = Response._base_manager.filter(intervention=intervention, step=step, state=ResponseState.HANDED_IN)
    return rows.order_by("-handed_in_at").first()


def decisions_of(interventions: Sequence[int]) -> Mapping[int, Response]:
    """By intervention, the decision that it rests on."""
    # The first step of every instrument of interventions.
    rows = Response._base_manager.filter(intervention__in=interventions, state=ResponseState.HANDED_IN, row=None)
    return {one.intervention_id: one for one in rows.order_by("handed_in_at", "id")}


def begin(
    unit: Organisation,
    intervention: Intervention,
    round: Round,
    step: str,
    *,
    answers: Mapping[str, Any],
    corrects: Response | None,
    audit: Audit,
) -> Response:
    """A draft of `step`, with `answers` that are known already. What it corrects stays as it is until the draft is handed in."""
    made = Response.objects.create_in(
        organisation=unit,
        round=round if corrects is None else corrects.round,
        intervention=intervention,
        # Whoever corrects does it in the version that was answered.
        instrument=round.instrument if corrects is None else corrects.instrument,
        step=step,
        day=corrects.day if corrects else None,
        answers=dict(answers),
        corrects=corrects,
        # In the demo nothing is real, whoever wrote it.
        invented=settings.DEMO,
        begun_by=audit.actor,
        begun_at=audit.at,
        saved_by=audit.actor,
        saved_at=audit.at,
    )
    # What was known already is the first version of its answer.
    AnswerVersion._base_manager.bulk_create(
        AnswerVersion(
            organisation=unit, response=made, variable=variable, value=value, number=0, state=VersionState.ACCEPTED, key="begun",
            given_by=audit.actor, given_at=audit.at,
        )
        for variable, value in answers.items()
    )  # fmt: skip
    record(unit, Audit(audit.actor, audit.action, audit.at, f"response:{made.id}", audit.facts))
    return made


def open_draft(intervention: Intervention, step: str) -> Response | None:
    """What somebody has begun of `step` and not handed in."""
    rows = Response._base_manager.filter(intervention=intervention, step=step, state__in=OPEN, corrects=None)
    return rows.select_related(*_PLACE).first()


def open_correction(response: Response) -> Response | None:
    """What somebody has begun in order to replace `response`."""
    return Response._base_manager.filter(corrects=response, state__in=OPEN).select_related(*_PLACE).first()


def saved_times(response: Response) -> Mapping[str, datetime]:
    """When each answer was last saved by somebody; what was fetched from an earlier step was not."""
    rows = AnswerVersion._base_manager.filter(response=response, state=VersionState.ACCEPTED, number__gt=0)
    return dict(rows.order_by("number").values_list("variable", "given_at"))


def sent_before(response: Response, key: str, variable: str) -> AnswerVersion | None:
    """What became of the answer that was sent with `key`."""
    return AnswerVersion._base_manager.filter(response=response, key=key, variable=variable).first()


def overtaken(response: Response, given: Given) -> bool:
    """Whether the same page has answered the question again since it sent this, which has been longer on the way."""
    rows = AnswerVersion._base_manager.filter(response=response, variable=given.variable, page=given.page, turn__gt=given.turn)
    return bool(given.turn and given.page) and rows.exists()


def last_given(response: Response, variable: str) -> AnswerVersion | None:
    """The answer to `variable` that holds, as it was given."""
    rows = AnswerVersion._base_manager.filter(response=response, variable=variable, state=VersionState.ACCEPTED)
    return rows.select_related("given_by").order_by("-number", "-id").first()


def value_at(response: Response, variable: str, version: int) -> Any:
    """The stored answer that held when the response was at `version`; None for no answer."""
    rows = AnswerVersion._base_manager.filter(response=response, variable=variable, number__lte=version)
    found = rows.filter(state=VersionState.ACCEPTED).order_by("-number", "-id").first()
    return None if found is None else found.value


def accept(unit: Organisation, response: Response, given: Given, audit: Audit) -> AnswerVersion:
    """From now on this is the answer."""
    made = _version(unit, response, given, response.version + 1, VersionState.ACCEPTED, audit)
    _put(response, given.variable, given.value)
    response.version += 1
    response.changed[given.variable] = response.version
    response.saved_by, response.saved_at = audit.actor, audit.at
    response.save(update_fields=["answers", "changed", "version", "day", "saved_by", "saved_at"])
    sit(unit, response, audit)
    return made


def agree(unit: Organisation, response: Response, given: Given, audit: Audit) -> AnswerVersion:
    """Somebody gives the answer that holds already. It changes nothing, and is in the history."""
    made = _version(unit, response, given, response.changed.get(given.variable, 0), VersionState.SETTLED, audit)
    sit(unit, response, audit)
    return made


def keep_apart(unit: Organisation, response: Response, given: Given, audit: Audit) -> AnswerVersion:
    """Somebody else has answered meanwhile: this answer is kept beside theirs until a person chooses."""
    made = _version(unit, response, given, min(given.seen, response.version), VersionState.CONFLICT, audit)
    sit(unit, response, audit)
    return made


def think_again(unit: Organisation, response: Response, waiting: Sequence[AnswerVersion], audit: Audit) -> None:
    """Whoever gave these answers, which wait beside somebody else's, has given another: they wait no longer, and stay in the history."""
    if waiting:
        _settled(waiting)
        sit(unit, response, audit)


def conflicts_of(response: Response) -> Sequence[AnswerVersion]:
    """The answers that wait for somebody to choose, the oldest first."""
    rows = AnswerVersion._base_manager.filter(response=response, state=VersionState.CONFLICT)
    return list(rows.select_related("given_by").order_by("given_at", "id"))


def settle(unit: Organisation, conflicts: Sequence[AnswerVersion], audit: Audit) -> None:
    """Somebody has chosen: these wait no longer. They stay in the history."""
    _settled(conflicts)
    record(unit, audit)


def history_of(response: Response) -> Sequence[AnswerVersion]:
    """Every answer that was given, in order. Those that came with a file all came at once, and are in the response itself."""
    found = list(AnswerVersion._base_manager.filter(response=response).select_related("given_by").order_by("given_at", "id"))
    if response.imported_id is None or response.handed_in_at is None:
        return found
    by, at = response.handed_in_by, response.handed_in_at
    return [AnswerVersion(response=response, variable=id, value=value, given_by=by, given_at=at) for id, value in response.answers.items()]


def hand_in(
    unit: Organisation, response: Response, row: Mapping[str, Any] | None, *, seconds: int, by_question: Mapping[str, int], audit: Audit
) -> None:
    """The response counts from now on, with `row` in the figures if it makes one. It took so many seconds, of which each question some."""
    response.state, response.waits_until = ResponseState.HANDED_IN, None
    response.row = None if row is None else dict(row)
    response.by_question, response.seconds = dict(by_question), seconds
    response.handed_in_by, response.handed_in_at = audit.actor, audit.at
    response.save()
    record(unit, audit)


def replace(unit: Organisation, response: Response, audit: Audit) -> None:
    """A correction has been handed in: the version that it corrects stays, and counts no longer."""
    response.state, response.latest = ResponseState.REPLACED, False
    response.save(update_fields=["state", "latest"])
    record(unit, audit)


def wait(unit: Organisation, response: Response, until: date | None, audit: Audit) -> None:
    """Something is to be added by that day; None when it waits no longer."""
    response.state = ResponseState.DRAFT if until is None else ResponseState.WAITING
    response.waits_until = until
    response.save(update_fields=["state", "waits_until"])
    record(unit, audit)


def remove(unit: Organisation, response: Response, audit: Audit) -> None:
    """A draft that nobody will hand in, or a registration made by mistake. It stays in the table and is in no list and no figure."""
    response.state, response.latest, response.waits_until = ResponseState.REMOVED, False, None
    response.save(update_fields=["state", "latest", "waits_until"])
    record(unit, audit)


def change_row(response: Response, row: Mapping[str, Any], latest: bool) -> None:
    """What is counted of a response, when the decision that it rests on, or what came after it, has changed."""
    response.row, response.latest = dict(row), latest
    response.save(update_fields=["row", "latest"])


def rows_of(intervention: Intervention) -> Sequence[Response]:
    """Those of the intervention that are counted, the last of them last."""
    rows = Response._base_manager.filter(intervention=intervention, state=ResponseState.HANDED_IN, row__isnull=False)
    return sorted(rows, key=lambda one: (one.day or date.min, one.handed_in_at or one.begun_at, one.id))


class OpenDay(NamedTuple):
    """A draft, as it is counted: the ids of itself, of its intervention and of what it corrects; its version of an instrument, its step,
    the day of the step and the day that it waits for."""

    id: int
    intervention: int
    corrects: int | None
    instrument: str
    step: str
    day: date | None
    waits_until: date | None


def open_in(units: Sequence[Organisation]) -> Sequence[OpenDay]:
    """Every draft of `units`: what waits for something first, then what was touched last."""
    rows = Response._base_manager.filter(organisation__in=units, state__in=OPEN)
    ordered = rows.order_by(F("waits_until").asc(nulls_last=True), "-saved_at", "-id")
    return [OpenDay(*one) for one in ordered.values_list(*OpenDay._fields)]


def handed_in_by(person: Person, units: Sequence[Organisation], since: datetime, most: int) -> Sequence[Response]:
    """What `person` has handed in since then in `units` and nobody has replaced or removed, the last first."""
    rows = Response._base_manager.filter(handed_in_by=person, handed_in_at__gte=since, state=ResponseState.HANDED_IN, imported=None)
    here = rows.filter(organisation__in=units).order_by("-handed_in_at", "-id").values_list("id", flat=True)
    return with_ids(list(here[:most]))


def successor_of(response: Response) -> Response | None:
    """The correction that replaced it."""
    return Response._base_manager.filter(corrects=response, handed_in_at__isnull=False).order_by("-handed_in_at").first()


def with_ids(ids: Sequence[int]) -> Sequence[Response]:
    """The responses with these ids, in their order."""
    found = Response._base_manager.select_related("organisation", "saved_by").in_bulk(ids)
    return [found[id] for id in ids if id in found]


def near(board: Organisation, response: Response, instruments: Collection[str], within: timedelta) -> Sequence[tuple[int, dict[str, Any]]]:
    """What has been handed in of the same step in the board, under another code, within some days of the response's own: the last 200.

    By its id, what is counted of each or, of one that is not counted, its answers. One of these `instruments` is each answered in.
    """
    if response.day is None:
        return []
    # As for the rows of a partition: the index is by instrument, organisation and day.
    rows = Response._base_manager.filter(
        organisation__in=Organisation.objects.filter(authority=board.path).values("id"), instrument__in=instruments,
        state=ResponseState.HANDED_IN, day__gte=response.day - within, day__lte=response.day + within, step=response.step,
    )  # fmt: skip
    others = rows.exclude(intervention=response.intervention_id).order_by("-day", "-id")
    return [(id, row or answers) for id, row, answers in others.values_list("id", "row", "answers")[:200]]


def sit(unit: Organisation, response: Response, audit: Audit) -> None:
    """In the log, unless the same person did the same to the same response within the last half hour."""
    if has_sat(response, audit.actor, audit.action, audit.at):
        return
    Sitting._base_manager.update_or_create(
        response=response, person=audit.actor, action=audit.action, defaults={"at": audit.at, "organisation": unit}
    )
    record(unit, audit)


def has_sat(response: Response, person: Person | None, action: str, at: datetime) -> bool:
    """Whether it is in the log of this sitting already."""
    return Sitting._base_manager.filter(Q(at__gt=at - SITTING), response=response, person=person, action=action).exists()


def _version(unit: Organisation, response: Response, given: Given, number: int, state: VersionState, audit: Audit) -> AnswerVersion:
    return AnswerVersion.objects.create_in(
        organisation=unit, response=response, variable=given.variable, value=given.value, number=number, state=state,
        key=given.key, page=given.page, turn=given.turn, given_by=audit.actor, given_at=audit.at,
    )  # fmt: skip


def _settled(conflicts: Sequence[AnswerVersion]) -> None:
    for one in conflicts:
        one.state = VersionState.SETTLED
        one.save(update_fields=["state"])


def _put(response: Response, variable: str, value: Any) -> None:
    if value is None:
        response.answers.pop(variable, None)
    else:
        response.answers[variable] = value
    if variable == DAY:
        response.day = None if value is None else date.fromisoformat(value)
