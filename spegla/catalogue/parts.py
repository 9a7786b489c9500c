"""What a definition is made of: for those who tell the whole of it, as the codebook and the requirement pack do. A door of its own."""

from spegla.catalogue.load import checksum
from spegla.catalogue.model import Category, Check, Derived, Example, Kind, Provenance, Status

__all__ = ["Category", "Check", "Derived", "Example", "Kind", "Provenance", "Status", "checksum"]
