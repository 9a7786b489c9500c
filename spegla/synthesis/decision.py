"""One row per case: who the child is, what was found, and what was decided. How likely each answer is stands in `parameters`."""

import numpy as np

from spegla.catalogue import Instrument
from spegla.synthesis import parameters as p
from spegla.synthesis.answering import by_level, draw, pick, some, stage
from spegla.synthesis.draws import Draws, Integers
from spegla.synthesis.sheet import Sheet


def draw_decisions(instrument: Instrument, size: int, draws: Draws) -> Sheet:
    """`size` cases with all that was known at the decision, the intervention left out."""
    cases = Sheet(instrument, size)
    nobody = np.zeros(size, dtype=np.int32)
    draw(cases, "kon", p.SEX, nobody, draws)
    sex = cases.level("kon", p.SEXES)
    draw(cases, "ursprung", p.ORIGIN, sex, draws)
    alone = draws.chance(np.array(p.UNACCOMPANIED)[sex])
    cases.choose("ensamkommande", ("nej", "ja"), alone.astype(np.int32))
    cases.blank("ensamkommande", ~cases.holds("ursprung", "utland"))
    _draw_age(cases, draws)
    severity = draws.pick(by_level(p.SEVERITY, sex))
    _draw_exposures(cases, severity, draws)
    _draw_risk(cases, severity, draws)
    _draw_talks(cases, draws)
    trouble = cases.holds("utsatthet_barnet", "skola").astype(np.int32)
    draw(cases, "skola_beslut", p.SCHOOL, trouble, draws)
    return cases


def draw_interventions(cases: Sheet, draws: Draws) -> None:
    """Fill in placement, legal ground, outpatient care and focus, by what `cases` say already."""
    unaccompanied = cases.holds("ensamkommande", "ja")
    risk = cases.level("risk_beslut", p.RISKS)
    alone_or_not = by_level(p.PLACEMENT_UNACCOMPANIED, np.zeros(cases.size, dtype=np.int32))
    weights = np.where(unaccompanied, alone_or_not, by_level(p.PLACEMENT, risk))
    pick(cases, "insats_heldygnsvard", tuple(p.PLACEMENT), weights, draws)
    placed = ~cases.holds("insats_heldygnsvard", "ingen")

    lvu = np.array(p.LVU_BY_RISK)[risk]
    lvu[unaccompanied] = p.LVU_UNACCOMPANIED
    lvu[cases.holds("insats_heldygnsvard", "ungdomshem")] = p.LVU_SECURE
    cases.choose("lagrum", ("sol", "lvu"), (draws.chance(lvu) & placed).astype(np.int32))

    given = ~placed | draws.chance(np.full(cases.size, p.OUTPATIENT_WHEN_PLACED))
    chosen = {code: given & some(cases, "insats_oppenvard", code, np.full(cases.size, one), draws) for code, (one,) in p.OUTPATIENT.items()}
    cases.choose_all("insats_oppenvard", chosen, "annan")
    cases.only("insats_oppenvard", "ingen", ~given)

    focus = {}
    for code, (without, with_one, calls) in p.FOCUS.items():
        called = np.logical_or.reduce([cases.holds(variable, answer) for variable, answer in calls])
        focus[code] = draws.chance(np.where(called, with_one, without))
    cases.choose_all("fokus", focus, "kanslor")


def _profile(sheet: Sheet) -> Integers:
    """Which of `PROFILES` the child is."""
    level = sheet.level("kon", p.SEXES) + 2 * sheet.holds("ursprung", "utland")
    return np.where(sheet.holds("ensamkommande", "ja"), p.PROFILES.index("ensamkommande"), level).astype(np.int32)


def _draw_age(cases: Sheet, draws: Draws) -> None:
    accompanied = (~cases.holds("ensamkommande", "ja")).astype(np.int32)
    band = draws.pick(by_level(p.BAND, accompanied))
    first, last = np.array([p.YEARS[name] for name in p.BANDS], dtype=np.int32).T
    cases.put("alder", draws.whole(first[band], last[band]))


def _draw_exposures(cases: Sheet, severity: Integers, draws: Draws) -> None:
    who, when = _profile(cases), stage(cases)
    home = {code: draws.chance(np.array(p.HOME[code])[severity] * np.array(p.HOME_BY_PROFILE[code])[who]) for code in p.HOME}
    cases.choose_all("utsatthet_hemmet", home, "ingen")
    instead = draws.pick(by_level(p.HOME_WHEN_NONE, np.zeros(cases.size, dtype=np.int32)))
    none = cases.holds("utsatthet_hemmet", "ingen")
    for at, code in enumerate(p.HOME_WHEN_NONE):
        cases.only("utsatthet_hemmet", code, none & (instead == at))

    parents = {code: draws.chance(np.array(p.PARENTS[code])[severity]) for code in p.PARENTS}
    cases.choose_all("utsatthet_foraldrar", parents, "ingen")
    unknown = np.where(cases.holds("ensamkommande", "ja"), p.PARENTS_UNKNOWN["ensamkommande"], p.PARENTS_UNKNOWN["annars"])
    cases.only("utsatthet_foraldrar", "saknas", draws.chance(unknown))

    child = {}
    spared = ~draws.chance(np.array(p.CHILD_HAS_ANY)[severity])
    for code in p.CHILD:
        probability = np.array(p.CHILD[code])[severity] * np.array(p.CHILD_BY_STAGE[code])[when]
        child[code] = some(cases, "utsatthet_barnet", code, probability, draws)
    cases.choose_all("utsatthet_barnet", child, "ingen")
    cases.only("utsatthet_barnet", "ingen", spared)


def _draw_risk(cases: Sheet, severity: Integers, draws: Draws) -> None:
    weights = by_level(p.RISK, severity)
    # High risk without any exposure is what the form calls implausible.
    nothing = cases.count("utsatthet_hemmet", "utsatthet_foraldrar", "utsatthet_barnet") == 0
    for code in ("hog", "mycket_hog"):
        weights[p.RISKS.index(code), nothing] = 0
    pick(cases, "risk_beslut", p.RISKS, weights, draws)


def _draw_talks(cases: Sheet, draws: Draws) -> None:
    unaccompanied, when = cases.holds("ensamkommande", "ja"), stage(cases)
    alone = np.where(unaccompanied, p.TALK_ALONE_UNACCOMPANIED, np.array(p.TALK_ALONE)[when])
    together = np.where(unaccompanied, p.TALK_WITH_GUARDIAN_UNACCOMPANIED, np.array(p.TALK_WITH_GUARDIAN)[when])
    talks = {
        "enskilt": some(cases, "samtal_beslut", "enskilt", alone, draws),
        "med_vardnadshavare": some(cases, "samtal_beslut", "med_vardnadshavare", together, draws),
    }
    cases.choose_all("samtal_beslut", talks, "inget")
