"""What can be asked and counted: definitions loaded, checked and frozen, and the rule language.

Other packages import from here, and from the rooms inside that have a door of their own. `load` gives a `Catalogue` or
raises `DefinitionsError`; a definition that is half right is never handed out.
"""

from spegla.catalogue.load import Catalogue, load
from spegla.catalogue.model import Confidentiality, Indicator, Instrument, Role, Severity, Variable
from spegla.catalogue.source import DefinitionsError
from spegla.catalogue.values import Answer, Answers, Reason

__all__ = [
    "Answer",
    "Answers",
    "Catalogue",
    "Confidentiality",
    "DefinitionsError",
    "Indicator",
    "Instrument",
    "Reason",
    "Role",
    "Severity",
    "Variable",
    "load",
]
