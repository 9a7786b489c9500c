"""Reading what somebody hands in, in a process of its own."""

from spegla.importers.apart.examining import ApartError, Share, examine_apart
from spegla.importers.apart.parcels import Examined

__all__ = ["ApartError", "Examined", "Share", "examine_apart"]
