"""Which bit plane holds what. A plane is one bit per row, 64 rows to a word, and a partition is an array of planes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from spegla.catalogue import Instrument, Reason
from spegla.catalogue.rules import FACTS, Askable, VariableType

WORD = 64
# The reasons that a derived value can have beside the codes that mean missing. Not asked is the `asked` plane turned over.
REASONS = (Reason.NOT_ANSWERED, Reason.NOT_KNOWN, Reason.NOT_APPLICABLE, Reason.DECLINED)


@dataclass(frozen=True)
class Slot:
    """Where one variable, derived variable or fact stands.

    `codes` has a plane for each category. `asked` is None where every row is asked, `answered` where it is any of the substantive
    codes. `bits` are the planes of a number, the lowest bit first. `reasons` has planes for a derived variable alone. A variable
    that was not collected has no plane at all.
    """

    id: str
    type: VariableType
    codes: Mapping[str, int]
    substantive: tuple[str, ...]
    missing: Mapping[str, Reason]
    exclusive: frozenset[str]
    asked: int | None
    answered: int | None
    bits: tuple[int, ...]
    reasons: Mapping[Reason, int]
    collected: bool = True


@dataclass(frozen=True)
class Layout:
    """The slots of an instrument and its facts, by id; `valid` is the plane of the rows there are, `latest` of the last of each subject.

    `alternatives` are the planes of every code of every collected variable, in the order of the definition.

    Numbers are held as their distance from `base`, days from `day_base`, so that two of them can be compared bit by bit.
    """

    slots: Mapping[str, Slot]
    valid: int
    latest: int
    alternatives: slice
    planes: int
    base: int
    day_base: int
    texts: Mapping[str, tuple[str, ...]]


def lay_out(
    instrument: Instrument,
    *,
    not_collected: Iterable[str],
    numbers: Mapping[str, tuple[int, int]],
    days: Mapping[str, tuple[int, int]],
    texts: Mapping[str, tuple[str, ...]],
) -> Layout:
    """Give every category, number and text its planes.

    `numbers` and `days` are the least and greatest value of each number and day, by id, facts included; `texts` the values of each text.
    """
    absent = frozenset(not_collected)
    count_most = {d.id: (0, sum(len(v.substantive) for v in d.counts)) for d in instrument.derived if d.counts}
    extents = {**numbers, **count_most}
    base = min((least for least, _ in extents.values()), default=0)
    base = min(base, 0)
    day_base = min((least for least, _ in days.values()), default=0)
    widths = {
        **{id: (most - base).bit_length() for id, (_, most) in extents.items()},
        **{id: (last - day_base).bit_length() for id, (_, last) in days.items()},
        **{id: (len(values) - 1).bit_length() for id, values in texts.items()},
    }
    derived = {one.id for one in instrument.derived}
    routed = derived | {variable.id for variable in instrument.variables if variable.asked_when is not None}
    taken = _Counter(2)
    # Rows stand by organisation, so its rows are a range and need no plane.
    everything: tuple[Askable, ...] = (*instrument.asked_and_derived, *(fact for fact in FACTS.values() if fact.id != "kommunkod"))
    # The alternatives first and together: they are what a page counts.
    codes = {
        one.id: {category.code: taken.next() for category in one.categories if one.id not in absent} for one in instrument.asked_and_derived
    }
    alternatives = sum(len(planes) for id, planes in codes.items() if id not in derived)
    slots: dict[str, Slot] = {}
    for one in everything:
        planes = one.id not in absent
        slots[one.id] = Slot(
            id=one.id,
            type=one.type,
            codes=codes.get(one.id, {}),
            substantive=one.substantive,
            missing=one.missing,
            exclusive=one.exclusive,
            asked=taken.next() if planes and one.id in routed else None,
            answered=taken.next() if planes and one.type not in (VariableType.SINGLE, VariableType.ORDERED) else None,
            bits=tuple(taken.next() for _ in range(widths.get(one.id, 0) if planes else 0)),
            reasons={reason: taken.next() for reason in REASONS} if one.id in derived else {},
            collected=planes,
        )
    return Layout(slots, 0, 1, slice(2, 2 + alternatives), taken.at, base, day_base, dict(texts))


class _Counter:
    def __init__(self, at: int) -> None:
        self.at = at

    def next(self) -> int:
        self.at += 1
        return self.at - 1
