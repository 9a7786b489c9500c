"""The mirror shown: as a page, in the terminal, and as JSON, CSV and a workbook.

`mirror_page` and `mirror_summary` give a `Document`; the others the whole file. Each says what the figures may not be used for.
"""

from spegla.presentation.mirrors.bases import printed_bases
from spegla.presentation.mirrors.data import mirror_csv, mirror_json
from spegla.presentation.mirrors.page import mirror_page
from spegla.presentation.mirrors.summary import mirror_summary
from spegla.presentation.mirrors.workbook import mirror_xlsx

__all__ = ["mirror_csv", "mirror_json", "mirror_page", "mirror_summary", "mirror_xlsx", "printed_bases"]
