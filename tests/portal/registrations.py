"""Registrations for tests: a round, a key, and interventions of children who do not exist."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime

from spegla.portal.accounts.models import Organisation, Person
from spegla.portal.accounts.roles import Permission
from spegla.portal.store import rounds
from spegla.portal.store.audit import Audit
from spegla.portal.store.case_keys import make_key
from spegla.portal.store.models import Response, Round
from spegla.portal.store.models.exports import Export, ExportState
from spegla.portal.store.organisations import authority_of, entity_of
from spegla.portal.use_cases import handing_in, registering
from spegla.portal.use_cases.access import Actor
from spegla.portal.use_cases.people import NotPossibleError
from tests.portal.conftest import AT

INSTRUMENT = "webbkollen-2017"
DECISION: Mapping[str, Sequence[str]] = {
    "datum": ["2026-03-12"],
    "kon": ["flicka"],
    "alder": ["14"],
    "ursprung": ["sverige"],
    "utsatthet_hemmet": ["familjekonflikt", "omsorgsbrist"],
    "insats_oppenvard": ["strukturerat_program"],
    "insats_heldygnsvard": ["ingen"],
    "lagrum": ["sol"],
    "samtal_beslut": ["enskilt"],
    "risk_beslut": ["hog"],
}
CLOSURE: Mapping[str, Sequence[str]] = {
    "datum": ["2026-11-16"],
    "kon": ["flicka"],
    "alder": ["14"],
    "ursprung": ["sverige"],
    "samverkan": ["nej"],
    "sip": ["nej"],
    "samtal_avslut": ["enskilt", "med_vardnadshavare"],
    "risk_avslut": ["forhojd"],
    "maluppfyllelse": ["helt"],
    "avslutsorsak": ["mal_uppfyllt"],
}

FOLLOW_UP: Mapping[str, Sequence[str]] = {
    **{id: CLOSURE[id] for id in ("kon", "alder", "ursprung", "samverkan", "sip", "maluppfyllelse")},
    "datum": ["2026-06-01"],
    "samtal_uppfoljning": ["enskilt"],
    "risk_uppfoljning": ["hog"],
}

# Every question of a decision and of a closure, with answers that fit together and ask all that can be asked.
WHOLE_DECISION: Mapping[str, Sequence[str]] = {
    **DECISION,
    "alder": ["16"],
    "ursprung": ["utland"],
    "ensamkommande": ["nej"],
    "utsatthet_foraldrar": ["missbruk"],
    "utsatthet_barnet": ["skola", "normbrytande"],
    "insats_oppenvard": ["ingen"],
    "insats_heldygnsvard": ["familjehem"],
    "fokus": ["utbildning", "omsorg"],
    "samtal_beslut": ["enskilt", "med_vardnadshavare"],
    "skola_beslut": ["nar_inte_kraven"],
}
WHOLE_CLOSURE: Mapping[str, Sequence[str]] = {
    **CLOSURE,
    "alder": ["17"],
    "ursprung": ["utland"],
    "ensamkommande": ["nej"],
    "samverkan": ["ja"],
    "samverkan_aktorer": ["skola", "bup"],
    "sip": ["ja"],
    "halsoundersokning": ["ja"],
    "skola_avslut": ["nar_kraven"],
    "boende_avslut": ["en"],
    "forsorjning_avslut": ["vardnadshavare"],
    "sysselsattning_avslut": ["gymnasium"],
}


def unit_of(actor: Actor) -> Organisation:
    """Where the actor registers."""
    return registering.units(actor, Permission.CASES_REGISTER, AT)[0]


def open_round(unit: Organisation, instrument: str = INSTRUMENT) -> Round:
    """The board of `unit` registers, and its municipality has a key."""
    with suppress(FileExistsError):
        make_key(entity_of(unit).code)
    board = authority_of(unit)
    return rounds.open_round(board) or rounds.begin(board, instrument, Audit(None, "round_begun", AT, "", {"instrument": instrument}))


def fill_in(actor: Actor, response: Response, answers: Mapping[str, Sequence[str]], at: datetime = AT) -> Response:
    """Answer as a form does, one question after the other."""
    for number, (variable, texts) in enumerate(answers.items()):
        registering.save_answer(
            actor=actor,
            response_id=response.id,
            variable=variable,
            texts=texts,
            seen=0,
            key=f"prov-{response.id}-{number:03}",
            page="sidan-01",
            at=at,
        )
    return Response._base_manager.get(id=response.id)


def begun(actor: Actor, code: str, step: str = "beslut", at: datetime = AT) -> Response:
    """A draft of `step` for the intervention with `code`; of its decision where that is not handed in."""
    open_round(unit_of(actor))
    try:
        return registering.begin(actor=actor, unit=unit_of(actor), step=step, code=code, at=at)
    except NotPossibleError as impossible:
        if impossible.code != "case_code_unknown":
            raise
        return registering.begin(actor=actor, unit=unit_of(actor), step="beslut", code=code, at=at)


def handed_in(
    actor: Actor, code: str, step: str = "beslut", answers: Mapping[str, Sequence[str]] | None = None, at: datetime = AT
) -> Response:
    """What somebody has answered and handed in; a closure gets its decision first."""
    if step != "beslut" and begun(actor, code, step, at).step == "beslut":
        handed_in(actor, code, "beslut", at=at)
    draft = fill_in(actor, begun(actor, code, step, at), answers or (DECISION if step == "beslut" else CLOSURE), at)
    return handing_in.hand_in(actor=actor, response_id=draft.id, version=draft.version, at=at)


def exported(person: Person, unit: Organisation, content: bytes = b"Elsa") -> Export:
    """A file that `person` has asked for and that is done."""
    return Export.objects.create_in(
        organisation=unit, asked_by=person, asked_at=AT, reason="report", instrument=INSTRUMENT, first=AT.date(), last=AT.date(),
        format="csv", state=ExportState.DONE, rows=1, content=content, expires_at=AT.replace(year=2036),
    )  # fmt: skip


def day(text: str) -> date:
    return date.fromisoformat(text)
