"""The codebook of an instrument: what there is to say of every question. `codebook` gives any of `CODEBOOK_FORMATS`."""

from spegla.presentation.codebook.formats import CODEBOOK_FORMATS, codebook
from spegla.presentation.codebook.history import Change, History, history_of
from spegla.presentation.codebook.page import codebook_page
from spegla.presentation.codebook.words import CodebookWords

__all__ = ["CODEBOOK_FORMATS", "Change", "CodebookWords", "History", "codebook", "codebook_page", "history_of"]
