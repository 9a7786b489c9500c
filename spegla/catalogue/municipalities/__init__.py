"""The municipalities: codes, names in every spelling, counties and groups."""

from spegla.catalogue.municipalities.register import (
    GroupingVersion,
    Municipalities,
    Municipality,
    UnknownMunicipalityError,
    fold,
    read_municipalities,
)

__all__ = ["GroupingVersion", "Municipalities", "Municipality", "UnknownMunicipalityError", "fold", "read_municipalities"]
