"""The requirement pack: what the vendor of a case system needs to build a conforming system, made from the instrument alone.

`requirement_pack` gives the files as bytes; nothing is written here. `own_template` and `own_files` are what a municipality without such
a system fills in and tries.
"""

from spegla.packs.examples import PackError, own_files
from spegla.packs.pack import FIRST, own_template, requirement_pack

__all__ = ["FIRST", "PackError", "own_files", "own_template", "requirement_pack"]
