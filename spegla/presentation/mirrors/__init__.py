"""The mirror shown: as a page, as a part of one, in the terminal, and as JSON, CSV and a workbook.

`mirror_json`, `mirror_csv` and `mirror_xlsx` give the whole file, the others a `Document`. Each says what the figures may not be used for.
"""

from spegla.presentation.mirrors.bases import printed_bases
from spegla.presentation.mirrors.brief import mirror_brief, mirror_small
from spegla.presentation.mirrors.data import mirror_csv, mirror_json
from spegla.presentation.mirrors.page import mirror_opening, mirror_page, mirror_part
from spegla.presentation.mirrors.summary import mirror_summary
from spegla.presentation.mirrors.workbook import mirror_xlsx

__all__ = [
    "mirror_brief",
    "mirror_csv",
    "mirror_json",
    "mirror_opening",
    "mirror_page",
    "mirror_part",
    "mirror_small",
    "mirror_summary",
    "mirror_xlsx",
    "printed_bases",
]
