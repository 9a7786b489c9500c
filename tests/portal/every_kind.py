"""A registration of every kind that there is, for tests that go through them all."""

from collections.abc import Mapping
from datetime import timedelta

from spegla.portal.store.models import Response
from spegla.portal.use_cases import comments, handing_in, interventions, registering
from spegla.portal.use_cases.access import Actor
from tests.portal.conftest import AT
from tests.portal.registrations import DECISION, begun, fill_in, handed_in, open_round, unit_of

# How far a response can have come; `conflict` is a draft where two answers have met, `correction` one that is to replace another.
KINDS = ("draft", "conflict", "waiting", "decision", "closure", "replaced", "correction", "removed")


def every_kind(actor: Actor, prefix: str) -> Mapping[str, Response]:
    """One of each of `KINDS` in the unit where the actor registers. The codes of their interventions begin with `prefix`."""
    draft = fill_in(actor, begun(actor, f"{prefix}-1"), {"alder": ["14"]})
    closure = handed_in(actor, f"{prefix}-2", "avslut")
    replaced = handed_in(actor, f"{prefix}-3", "avslut")
    again = registering.correct(actor=actor, response_id=replaced.id, at=AT)
    handing_in.hand_in(actor=actor, response_id=again.id, version=again.version, at=AT)
    removed = begun(actor, f"{prefix}-4")
    handing_in.remove(actor=actor, response_id=removed.id, at=AT)
    decision = handed_in(actor, f"{prefix}-5")
    interventions.plan(actor=actor, intervention_id=decision.intervention_id, due=AT.date(), at=AT)
    made = {
        "draft": draft,
        "conflict": in_conflict(actor, f"{prefix}-6"),
        "waiting": waiting(actor, f"{prefix}-7"),
        "decision": decision,
        "closure": closure,
        "replaced": replaced,
        "correction": registering.correct(actor=actor, response_id=handed_in(actor, f"{prefix}-8", "avslut").id, at=AT),
        "removed": removed,
    }
    return {kind: Response._base_manager.select_related("intervention").get(id=made[kind].id) for kind in KINDS}


def in_conflict(actor: Actor, code: str) -> Response:
    """A draft that could be handed in, but for a question that was answered on two pages at once."""
    draft = fill_in(actor, begun(actor, code), DECISION)
    for page in ("sidan-02", "sidan-03"):
        registering.save_answer(
            actor=actor, response_id=draft.id, variable="risk_beslut", texts=["lag" if page == "sidan-02" else "mycket_hog"],
            seen=draft.changed["risk_beslut"], key=f"mote-{page}", page=page, at=AT,
        )  # fmt: skip
    return draft


def settled(actor: Actor, response: Response) -> None:
    """Of answers that have met, the one that holds already is chosen."""
    form = registering.see_form(actor=actor, response_id=response.id, at=AT)
    shown = frozenset(one.id for one in form.conflicts)
    chosen = {one.variable: 0 for one in form.conflicts}
    registering.choose(actor=actor, response_id=response.id, chosen=chosen, shown=shown, version=response.version, at=AT)


def waiting(actor: Actor, code: str) -> Response:
    """A draft that waits for something."""
    return handing_in.wait(actor=actor, response_id=begun(actor, code).id, until=AT.date() + timedelta(days=1000), at=AT)


def commented(actor: Actor, response: Response, words: str) -> None:
    """Something is said of a question, in words where the board allows them."""
    round = open_round(unit_of(actor))
    round.free_text = True
    round.save(update_fields=["free_text"])
    comments.comment(actor=actor, response_id=response.id, variable="risk_beslut", kind="unclear", words=words, insists=True, at=AT)
