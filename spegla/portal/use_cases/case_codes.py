"""The municipality's own case codes: sealed when they come in, found by, and opened for whoever may, each time in the log."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime

from django.db import transaction

from spegla.identities import found_in
from spegla.portal.accounts.models import Organisation
from spegla.portal.accounts.roles import Permission
from spegla.portal.store import interventions, organisations
from spegla.portal.store.audit import Audit, record
from spegla.portal.store.case_keys import CaseKey, CaseKeyMissingError, keys_of
from spegla.portal.store.interventions import SealedCode
from spegla.portal.store.models import Intervention
from spegla.portal.store.organisations import authority_of, entity_of, stood_as
from spegla.portal.use_cases.access import Actor, NotFoundError, require
from spegla.portal.use_cases.people import NotPossibleError

LONGEST = 80


def checked(code: str) -> str:
    """`code` without spaces around it. NotPossibleError for what is none, and for what could tell who somebody is."""
    written = " ".join(code.split())
    bare = "".join(letter for letter in written if letter.isalnum())
    if not bare:
        raise NotPossibleError("case_code_empty")
    if len(written) > LONGEST:
        raise NotPossibleError("case_code_long", most=str(LONGEST))
    if any(one.kind == "name" for one in found_in(written)):
        raise NotPossibleError("case_code_name")
    if any(found_in(written)) or any(one.kind == "personnummer" for one in found_in(bare)):
        raise NotPossibleError("case_code_identity")
    return written


def sealed(unit: Organisation, code: str) -> SealedCode:
    """`code` as it is stored for an intervention of `unit`."""
    return all_sealed(unit, {"": code})[""]


def all_sealed(unit: Organisation, codes: Mapping[str, str]) -> Mapping[str, SealedCode]:
    """Each of `codes` as it is stored for an intervention of `unit`, by the same names."""
    owner = entity_of(unit)
    key = _asked(owner)[0]
    return {name: SealedCode(key.hash(code), key.encrypt(code, owner.path), key.id) for name, code in codes.items()}


def hashes(unit: Organisation, codes: Iterable[str]) -> Mapping[str, Sequence[str]]:
    """By code, everything that it may be stored under; first what it is stored under now. NotPossibleError without a key."""
    keys = _asked(entity_of(unit))
    return {code: [key.hash(code) for key in keys] for code in codes}


def found(unit: Organisation, code: str) -> Intervention | None:
    """The intervention of the same board that has `code`, whichever key it was stored under."""
    return interventions.find(authority_of(unit), [key.hash(code) for key in _asked(entity_of(unit))])


@transaction.atomic
def open_code(*, actor: Actor, intervention_id: int, at: datetime) -> str:
    """The code in the clear, for somebody who sees the case. That they read it is in the log, each time."""
    intervention = interventions.intervention_of(actor.organisation, intervention_id)
    if intervention is None:
        raise NotFoundError
    require(actor, Permission.CASES_READ, intervention.organisation)
    record(intervention.organisation, Audit(actor.person, "case_code_read", at, f"intervention:{intervention.id}"))
    return opened(intervention)


def opened(intervention: Intervention) -> str:
    """The code. NotPossibleError when the key that it was stored under is not there."""
    owner = entity_of(intervention.organisation)
    for key in (one for one in _asked(owner) if one.id == intervention.case_key):
        for _, path in stood_as(owner):
            # A code is bound to what the municipality was when it came in.
            with suppress(CaseKeyMissingError):
                return key.decrypt(intervention.case_cipher, path)
    raise NotPossibleError("case_key_missing")


def look_up(*, actor: Actor, unit: Organisation, code: str) -> Intervention:
    """The intervention that has `code`, for somebody who registers in `unit`. What is read of it is in the log when it is read."""
    require(actor, Permission.CASES_REGISTER, unit)
    written = checked(code)
    known = found(unit, written)
    if known is None:
        raise NotPossibleError("case_code_nowhere", written=written)
    if known.organisation != unit and not actor.may(Permission.CASES_REGISTER, known.organisation):
        raise NotPossibleError("case_code_elsewhere", unit=known.organisation.name)
    return known


def before_correcting(*, actor: Actor, intervention_id: int) -> Intervention:
    """The intervention whose code somebody wants to correct."""
    intervention = interventions.intervention_of(actor.organisation, intervention_id)
    if intervention is None:
        raise NotFoundError
    require(actor, Permission.CASES_REGISTER, intervention.organisation)
    return intervention


@transaction.atomic
def correct_code(*, actor: Actor, intervention_id: int, code: str, at: datetime) -> Intervention:
    """The intervention has `code` from now on. What it was called before is kept nowhere; that it was corrected is in the log."""
    seen = interventions.intervention_of(actor.organisation, intervention_id)
    if seen is None:
        raise NotFoundError
    # Nobody begins an intervention with the same code meanwhile.
    organisations.lock(seen.organisation)
    intervention = interventions.locked(actor.organisation, intervention_id)
    if intervention is None:
        raise NotFoundError
    require(actor, Permission.CASES_REGISTER, intervention.organisation)
    written, unit = checked(code), intervention.organisation
    other = found(unit, written)
    if other is not None and other.id != intervention.id:
        raise NotPossibleError("case_code_taken", number=str(other.id))
    interventions.recode(
        unit, intervention, sealed(unit, written), Audit(actor.person, "case_code_corrected", at, f"intervention:{intervention.id}")
    )
    return intervention


def has_key(unit: Organisation) -> bool:
    """Whether codes of the municipality of `unit` can be stored."""
    with suppress(CaseKeyMissingError):
        return bool(_keys(entity_of(unit)))
    return False


def _asked(owner: Organisation) -> list[CaseKey]:
    """Its keys, of which there is one at least."""
    with suppress(CaseKeyMissingError):
        if keys := _keys(owner):
            return keys
    raise NotPossibleError("case_key_missing")


def _keys(owner: Organisation) -> list[CaseKey]:
    """The key in use, then those that came before it: of the municipality, of what it was called, and of what has gone up in it."""
    return [key for code in dict.fromkeys(code for code, _ in stood_as(owner)) for key in keys_of(code)]
