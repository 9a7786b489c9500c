"""Older answers counted as a newer version has them: planes of the codes that stand for the same thing, added together.

Nothing is rewritten. The rows stay as they were answered, and what each code stands for comes with the question.
"""

from spegla.catalogue import Reason
from spegla.catalogue.versions import Reading
from spegla.columns.engine.counting import count_mask
from spegla.columns.engine.layout import REASONS
from spegla.columns.engine.masks import Masks
from spegla.columns.engine.partition import Words
from spegla.columns.tally import VariableTally


def mapped_tally(masks: Masks, rows: Words, reading: Reading) -> VariableTally:
    """The target of `reading` over `rows`.

    A row that lacks an answer to a source is missing for the reason of the first such source. One that answered them all, but with
    nothing that has a counterpart, is not applicable.
    """
    left, missing = _answered(masks, rows, tuple(reading.sources))
    chosen: dict[str, Words] = dict.fromkeys(reading.target.substantive, masks.none)
    for source, codes in reading.sources.items():
        for code, meant in codes.items():
            for target in meant:
                chosen[target] = chosen[target] | (masks.chosen(source, code) & left)
    if chosen:
        answered = masks.none
        for found in chosen.values():
            answered = answered | found
        missing[Reason.NOT_APPLICABLE] = missing.get(Reason.NOT_APPLICABLE, 0) + count_mask(left & ~answered)
        left = answered
    return VariableTally(
        id=reading.target.id,
        asked=count_mask(left) + sum(missing.values()),
        answered=count_mask(left),
        missing={reason: count for reason, count in missing.items() if count},
        chosen={code: count_mask(found) for code, found in chosen.items()},
    )


def _answered(masks: Masks, rows: Words, sources: tuple[str, ...]) -> tuple[Words, dict[Reason, int]]:
    """The rows that answered every source, and how many of the others were asked and lack an answer, by reason."""
    missing: dict[Reason, int] = {}
    for source in sources:
        for reason in (Reason.NOT_ASKED, *REASONS):
            lacking = rows & masks.without(source, reason)
            if reason is not Reason.NOT_ASKED:
                missing[reason] = missing.get(reason, 0) + count_mask(lacking)
            rows = rows & ~lacking
    return rows, missing
