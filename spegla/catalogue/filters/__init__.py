"""Filters that a page can show: the fields that an instrument gives, and what is chosen in them as one rule and back.

The text of a rule is what is stored, sent and copied; what is chosen is only how it is shown.
"""

from spegla.catalogue.filters.chosen import Between, Chosen, chosen_of, rule_of
from spegla.catalogue.filters.fields import FieldKind, FilterField, fields_of

__all__ = ["Between", "Chosen", "FieldKind", "FilterField", "chosen_of", "fields_of", "rule_of"]
