"""Rules that fit the invented instrument `lek-1`, and answers to it, for Hypothesis."""

from collections.abc import Mapping
from datetime import date

from hypothesis import strategies as st

from spegla.catalogue import Reason
from spegla.catalogue.values import Answer
from tests.spec.lek import lek

ORDERED = {"mod_fore": ("radd", "lagom", "modig"), "mod_efter": ("radd", "lagom", "modig"), "vikt": ("latt", "tung")}
SINGLE = {"humor": ("glad", "ledsen", "arg"), "modigare": ("ja", "nej"), "mod_gissat": ("radd", "lagom", "modig"), **ORDERED}
MULTIPLE = {"leksaker": ("boll", "docka", "tag", "inga"), "vanner": ("katt", "hund", "inga")}
MISSING = {"humor": ("vet_inte", "vill_inte"), "mod_fore": ("vet_inte", "ej_aktuellt"), "mod_gissat": ("ej_aktuellt",)}
NUMBERS, DAYS = ("alder", "syskon", "antal_val", "ar"), ("start", "slut", "datum")
EQUAL, ORDER = ("==", "!="), ("<", "<=", ">", ">=")


def _pairs(codes: Mapping[str, tuple[str, ...]]) -> st.SearchStrategy[tuple[str, str]]:
    return st.sampled_from([(name, f'"{code}"') for name, all in codes.items() for code in all])


_ANY = st.sampled_from(EQUAL + ORDER)
_INTEGERS = st.integers(-1, 12).map(str)
_DATES = st.dates(date(2016, 5, 30), date(2016, 6, 3)).map(lambda day: f'"{day.isoformat()}"')
_COUNTS = st.lists(st.sampled_from(list(MULTIPLE)), min_size=1, max_size=2).map(lambda names: f"count({', '.join(names)})")
_SUMS = st.lists(st.sampled_from(NUMBERS), min_size=2, max_size=4).map(" + ".join)
_SAME_LIST = st.sampled_from(
    [("mod_fore", "mod_efter"), ("mod_gissat", "mod_fore"), ("alder", "syskon"), ("ar", "antal_val"), ("start", "slut")]
)

_COMPARISONS = st.one_of(
    st.builds("{0[0]} {1} {0[1]}".format, _pairs({**SINGLE, **MISSING}), st.sampled_from(EQUAL)),
    st.builds("{0[0]} {1} {0[1]}".format, _pairs(ORDERED), _ANY),
    st.builds("{0[1]} {1} {0[0]}".format, _pairs(ORDERED), _ANY),
    st.builds("{0[0]} {1} {0[1]}".format, _SAME_LIST, _ANY),
    st.builds("{} {} {}".format, st.sampled_from(NUMBERS), _ANY, _INTEGERS),
    st.builds("{} {} {} {} {}".format, _INTEGERS, _ANY, st.sampled_from(NUMBERS), _ANY, _INTEGERS),
    st.builds("{} {} {}".format, st.sampled_from(DAYS), _ANY, _DATES),
    st.builds("{} {} {}".format, _COUNTS, _ANY, _INTEGERS),
    st.builds("{} {} {}".format, st.sampled_from(NUMBERS), _ANY, _COUNTS),
    st.builds("{} {} {}".format, _SUMS, _ANY, st.sampled_from(NUMBERS) | _INTEGERS),
    st.builds("{} {} {}".format, st.sampled_from(NUMBERS) | _INTEGERS, _ANY, _SUMS),
    st.builds('{} {} "{}"'.format, st.sampled_from(["smeknamn", "enhet"]), st.sampled_from(EQUAL), st.sampled_from("åäö")),
    st.builds(
        "{0[1]} {1} {0[0]}".format, _pairs({**MULTIPLE, "leksaker": (*MULTIPLE["leksaker"], "vet_inte")}), st.sampled_from(["in", "not in"])
    ),
    st.builds("{} in ({}, {})".format, st.just("humor"), st.sampled_from(['"glad"', '"vet_inte"']), st.sampled_from(['"arg"', '"ledsen"'])),
    st.builds("answered({})".format, st.sampled_from([*SINGLE, *MULTIPLE, *NUMBERS, *DAYS, "smeknamn"])),
)

RULES = st.recursive(
    _COMPARISONS,
    lambda rules: st.one_of(
        rules.map("not ({})".format),
        st.builds("({}) {} ({})".format, rules, st.sampled_from(["and", "or"]), rules),
        st.builds("({}) {} ({}) and ({})".format, rules, st.sampled_from(["and", "or"]), rules, rules),
    ),
    max_leaves=6,
)


def _one(codes: tuple[str, ...]) -> st.SearchStrategy[Answer]:
    return st.sampled_from(codes)


def _some(codes: tuple[str, ...]) -> st.SearchStrategy[Answer]:
    """Some of the codes, or the exclusive one alone."""
    several: st.SearchStrategy[Answer] = st.frozensets(st.sampled_from([code for code in codes if code != "inga"]), min_size=1)
    return several | st.just(frozenset({"inga"}))


_INTEGER: st.SearchStrategy[Answer] = st.integers(0, 12)
_DAY: st.SearchStrategy[Answer] = st.dates(date(2016, 5, 30), date(2016, 6, 3))
_TEXT: st.SearchStrategy[Answer] = st.sampled_from("åäö")
SUBSTANTIVE: dict[str, st.SearchStrategy[Answer]] = {
    **{name: _one(SINGLE[name]) for name in ("humor", *ORDERED)},
    **{name: _some(codes) for name, codes in MULTIPLE.items()},
    **dict.fromkeys(("alder", "syskon", "ar"), _INTEGER),
    **dict.fromkeys(DAYS, _DAY),
    **dict.fromkeys(("smeknamn", "enhet"), _TEXT),
}
_MISSING_CODES: dict[str, st.SearchStrategy[Answer]] = {
    "humor": _one(MISSING["humor"]),
    "mod_fore": _one(MISSING["mod_fore"]),
    "mod_efter": _one(MISSING["mod_fore"]),
    "leksaker": st.just(frozenset({"vet_inte"})),
}
_REASONS: st.SearchStrategy[Answer] = st.sampled_from(Reason)

ANSWERS: st.SearchStrategy[dict[str, Answer]] = st.fixed_dictionaries(
    {}, optional={name: answers | _MISSING_CODES.get(name, _REASONS) | _REASONS for name, answers in SUBSTANTIVE.items()}
) | st.fixed_dictionaries(SUBSTANTIVE)


def blanks(answers: Mapping[str, Answer]) -> list[str]:
    """The variables that have no substantive answer."""
    found = []
    for name in SUBSTANTIVE:
        answer = answers.get(name, Reason.NOT_ANSWERED)
        codes = answer if isinstance(answer, frozenset) else {answer}
        if isinstance(answer, Reason) or codes & {"vet_inte", "vill_inte", "ej_aktuellt"}:
            found.append(name)
    return found


def filled(answers: Mapping[str, Answer]) -> st.SearchStrategy[dict[str, Answer]]:
    """The same answers with some of the blanks filled in."""
    extra = st.fixed_dictionaries({}, optional={name: SUBSTANTIVE[name] for name in blanks(answers)})
    return extra.map(lambda more: {**answers, **more})


def names_no_blank(rule: str) -> bool:
    """True for a rule that does not ask about missing answers, nor names a derived variable whose cases might."""
    missing = {code for one in lek().variables for code in one.missing}
    return "answered(" not in rule and not any(f'"{code}"' in rule for code in missing)
