"""What can be asked and counted: definitions loaded, checked and frozen, and the rule language.

Other packages import from here, and from the two rooms inside: `municipalities` and `messages`. `load` gives a `Catalogue` or
raises `DefinitionErrors`; a definition that is half right is never handed out.
"""

from spegla.catalogue.load import Catalogue, load
from spegla.catalogue.model import Confidentiality, Indicator, Instrument, Role, Severity, Variable, Words
from spegla.catalogue.source import DefinitionErrors
from spegla.catalogue.values import Answers, Reason

__all__ = [
    "Answers",
    "Catalogue",
    "Confidentiality",
    "DefinitionErrors",
    "Indicator",
    "Instrument",
    "Reason",
    "Role",
    "Severity",
    "Variable",
    "Words",
    "load",
]
