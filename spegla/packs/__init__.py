"""The requirement pack: what the vendor of a case system needs to build a conforming system, made from the instrument alone.

`requirement_pack` gives the files as bytes; nothing is written here.
"""

from spegla.packs.examples import PackError
from spegla.packs.pack import FIRST, requirement_pack

__all__ = ["FIRST", "PackError", "requirement_pack"]
