"""What was found, as lines to read or as JSON."""

import json
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from spegla.portal.config.variables import WrongSettingError
from spegla.portal.doctor.findings import Finding, State, wrong
from spegla.portal.texts import texts


def as_lines(found: Sequence[Finding], language: str) -> str:
    """One line for each finding, in the order of the examination, and one for all of them."""
    say = texts(language).say
    marks = {state: say(f"doctor_state_{state.value}") for state in State}
    width = max(len(mark) for mark in marks.values())
    lines = [f"{marks[one.state]:{width}}  {sentence(one, language)}" for one in found]
    return "\n".join([*lines, "", say("doctor_sum", **_counts(found))])


def as_json(found: Sequence[Finding], language: str) -> str:
    """The same as data: how many of each, and each with its code, facts and sentence."""
    findings = [{"code": one.code, "state": one.state.value, "facts": dict(one.facts), "says": sentence(one, language)} for one in found]
    return json.dumps({**_counts(found), "findings": findings}, ensure_ascii=False, indent=2)


def sentence(one: Finding, language: str) -> str:
    return texts(language).say(f"doctor_{one.code}", **one.facts)


def is_wrong(found: Sequence[Finding]) -> bool:
    """Whether anything must be mended."""
    return any(one.state is State.WRONG for one in found)


def unreadable(setting: WrongSettingError, arguments: Sequence[str], language: str) -> str:
    """The examination of an installation whose settings cannot be read: that is all that can be said of it."""
    found = [wrong("settings_unreadable", why=texts(language).say(setting.code, **setting.facts))]
    wants_json = "--format=json" in arguments or ("--format", "json") in pairwise(arguments)
    return as_json(found, language) if wants_json else as_lines(found, language)


def _counts(found: Sequence[Finding]) -> dict[str, int]:
    states = Counter(one.state for one in found)
    return {state.value: states[state] for state in State}
