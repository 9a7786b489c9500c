"""The municipalities: codes, names in every spelling, counties and groups."""

from spegla.catalogue.municipalities.register import Municipalities, Municipality, UnknownMunicipalityError, fold, read_municipalities

__all__ = ["Municipalities", "Municipality", "UnknownMunicipalityError", "fold", "read_municipalities"]
