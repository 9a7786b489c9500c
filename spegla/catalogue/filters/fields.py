"""The fields by which rows of an instrument can be chosen."""

from dataclasses import dataclass
from enum import Enum

from spegla.catalogue.model import Category, Instrument, Kind, Variable
from spegla.catalogue.rules import VariableType

DAY = "datum"
# What tells of the child, of what was done and of how it went; the rest is for the administration.
_KINDS = (Kind.BACKGROUND, Kind.PROCESS, Kind.RESULT)


class FieldKind(Enum):
    """What is chosen: codes of which the answer is one, codes of which one is among the answers, or the first and last number or day."""

    ONE_OF = "one_of"
    AMONG = "among"
    NUMBERS = "numbers"
    DAYS = "days"

    @property
    def has_codes(self) -> bool:
        """True when alternatives are chosen."""
        return self in (FieldKind.ONE_OF, FieldKind.AMONG)


@dataclass(frozen=True)
class FilterField:
    """One field. `variable` is what it asks for; None for the day of the row, which every row has without being asked.

    `options` are the alternatives that are real answers, for those that have any.
    """

    id: str
    kind: FieldKind
    variable: Variable | None
    options: tuple[Category, ...] = ()

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the options, in the order of the definition."""
        return tuple(option.code for option in self.options)


def fields_of(instrument: Instrument) -> tuple[FilterField, ...]:
    """The day, the occasion, and then in the order of the definition: background, process and result that have alternatives, and ages.

    An age is a number among the background that has a least and a greatest.
    """
    fields = [FilterField(DAY, FieldKind.DAYS, None)]
    if instrument.occasion is not None:
        fields.append(_with_options(instrument.occasion))
    for variable in instrument.variables:
        if variable.kind in _KINDS and len(variable.substantive) > 1:
            fields.append(_with_options(variable))
        elif _is_age(variable):
            fields.append(FilterField(variable.id, FieldKind.NUMBERS, variable))
    return tuple(fields)


def _with_options(variable: Variable) -> FilterField:
    kind = FieldKind.AMONG if variable.type is VariableType.MULTIPLE else FieldKind.ONE_OF
    return FilterField(variable.id, kind, variable, tuple(one for one in variable.categories if one.missing is None))


def _is_age(variable: Variable) -> bool:
    bounded = variable.minimum is not None and variable.maximum is not None
    return variable.type is VariableType.INTEGER and variable.kind is Kind.BACKGROUND and bounded
