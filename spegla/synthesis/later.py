"""How it went: risk and school later on, and what the follow-up or the closing says. How likely, `parameters_later` says."""

from collections.abc import Mapping

import numpy as np

from spegla.synthesis import parameters as p
from spegla.synthesis import parameters_later as q
from spegla.synthesis.answering import by_level, draw, pick, some, stage
from spegla.synthesis.draws import Draws, Integers
from spegla.synthesis.sheet import Sheet


def draw_endings(cases: Sheet, draws: Draws) -> None:
    """Fill in risk and school as they are, or will be, at the closing: once per case, so that a follow-up can be on the way there."""
    draw(cases, "risk_avslut", q.RISK_LATER, cases.level("risk_beslut", p.RISKS), draws)
    draw(cases, "skola_avslut", q.SCHOOL_LATER, cases.level("skola_beslut", q.SCHOOL_ANSWERS), draws)


def draw_steps(rows: Sheet, draws: Draws) -> None:
    """Fill in what the step itself asks, for rows that know their step: talks, risk and school at a follow-up, and why it was closed."""
    before = draws.chance(np.full(rows.size, q.STILL_AS_BEFORE))
    for question in ("risk", "skola"):
        rows.put(f"{question}_uppfoljning", np.where(before, rows.of(f"{question}_beslut"), rows.of(f"{question}_avslut")))
    for step in ("uppfoljning", "avslut"):
        _draw_talks(rows, f"samtal_{step}", draws)

    weights = by_level(q.REASON, _change(rows, "risk_avslut"))
    for code, factor in q.REASON_UNACCOMPANIED.items():
        weights[q.REASONS.index(code), rows.holds("ensamkommande", "ja")] *= factor
    pick(rows, "avslutsorsak", q.REASONS, weights, draws)


def draw_circumstances(rows: Sheet, draws: Draws) -> None:
    """Fill in all the rest of the form, by what `rows` say already."""
    unaccompanied, when = rows.holds("ensamkommande", "ja"), stage(rows)
    draw(rows, "samverkan", q.COLLABORATION, rows.level("risk_beslut", p.RISKS), draws)
    partners = {code: draws.chance(np.array(shares)[when]) for code, shares in q.PARTNERS.items()}
    rows.choose_all("samverkan_aktorer", partners, "annan")
    draw(rows, "sip", q.PLAN, rows.level("samverkan", q.COLLABORATIONS), draws)
    draw(rows, "halsoundersokning", q.HEALTH_CHECK, (~unaccompanied).astype(np.int32), draws)

    draw(rows, "maluppfyllelse", q.GOALS_AT_FOLLOW_UP, _change(rows, "risk_uppfoljning"), draws)
    followed_up, at_follow_up = rows.holds("tillfalle", "uppfoljning"), rows.of("maluppfyllelse")
    draw(rows, "maluppfyllelse", q.GOALS_AT_CLOSING, rows.level("avslutsorsak", q.REASONS), draws)
    rows.put("maluppfyllelse", np.where(followed_up, at_follow_up, rows.of("maluppfyllelse")))

    draw(rows, "boende_avslut", q.HOUSING, _housing(rows), draws)
    draw(rows, "sysselsattning_avslut", q.OCCUPATION, when, draws)
    weights = by_level(q.SUPPORT, when)
    for code, factor in q.SUPPORT_UNACCOMPANIED.items():
        weights[tuple(q.SUPPORT).index(code), unaccompanied] *= factor
    pick(rows, "forsorjning_avslut", tuple(q.SUPPORT), weights, draws)


def leave_blanks(rows: Sheet, shares: Mapping[str, float], draws: Draws) -> None:
    """Make some answers blank, as some always are, in each variable's own share of the rows."""
    for variable, share in shares.items():
        rows.blank(variable, draws.chance(np.full(rows.size, share)))


def blank_where_not_asked(rows: Sheet) -> None:
    """Make every question blank where the form does not ask it.

    Said here for whole columns; that it is what the form itself says, a test asks of the catalogue, row by row.
    """
    closing, placed = rows.holds("tillfalle", "avslut"), ~rows.holds("insats_heldygnsvard", "ingen")
    for variable in ("samtal", "skola", "risk"):
        rows.blank(f"{variable}_uppfoljning", closing)
        rows.blank(f"{variable}_avslut", ~closing)
    for variable in ("avslutsorsak", "boende_avslut", "sysselsattning_avslut"):
        rows.blank(variable, ~closing)
    rows.blank("forsorjning_avslut", ~closing | (rows.of("alder") < 16))
    rows.blank("ensamkommande", ~rows.holds("ursprung", "utland"))
    rows.blank("samverkan_aktorer", ~rows.holds("samverkan", "ja"))
    rows.blank("halsoundersokning", ~placed)


def _draw_talks(rows: Sheet, variable: str, draws: Draws) -> None:
    unaccompanied, when = rows.holds("ensamkommande", "ja"), stage(rows)
    ways = {
        "enskilt": np.where(unaccompanied, q.TALK_ALONE_LATER_UNACCOMPANIED, np.array(q.TALK_ALONE_LATER)[when]),
        "med_vardnadshavare": np.where(unaccompanied, q.TALK_WITH_GUARDIAN_LATER_UNACCOMPANIED, np.array(q.TALK_WITH_GUARDIAN_LATER)[when]),
    }
    talks = {}
    for code, share in ways.items():
        habit = np.where(rows.holds("samtal_beslut", code), q.TALKED_BEFORE, q.NOT_TALKED_BEFORE)
        talks[code] = some(rows, variable, code, share * habit, draws)
    rows.choose_all(variable, talks, "inget")


def _change(rows: Sheet, later: str) -> Integers:
    """Which of `CHANGES` the risk has made from the decision to `later`."""
    known = [code for code in p.RISKS if code != "inte_kant"]
    before, after = rows.level("risk_beslut", p.RISKS), rows.level(later, p.RISKS)
    change = np.select(
        [(before == len(known)) | (after == len(known)), after < before, after > before, before >= known.index("hog")],
        [q.CHANGES.index(name) for name in ("inte_kant", "lagre", "hogre", "oforandrad_hog")],
        default=q.CHANGES.index("oforandrad_lagre"),
    )
    return change.astype(np.int32)


def _housing(rows: Sheet) -> Integers:
    """Which of `HOUSINGS` the child comes from."""
    placed, goes_on = ~rows.holds("insats_heldygnsvard", "ingen"), rows.holds("avslutsorsak", *q.PLACEMENT_GOES_ON)
    housing = np.select(
        [rows.holds("ensamkommande", "ja"), placed & goes_on, placed],
        [q.HOUSINGS.index(name) for name in ("ensamkommande", "fortsatt_placering", "hem_fran_placering")],
        default=q.HOUSINGS.index("hemma"),
    )
    return housing.astype(np.int32)
