"""The reports that `make demo` makes beside the portal: which there are, and which of them lie in the folder."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class DemoReport:
    """`file` in the folder of the demo; `says` is the code of what it is. Pages open in the browser, the rest is fetched."""

    file: str
    says: str

    @property
    def kind(self) -> str:
        return Path(self.file).suffix.removeprefix(".")


# What is not here is not shown, whatever lies in the folder.
REPORTS = (
    DemoReport("index.html", "demo_report_county"),
    DemoReport("spegel.html", "demo_report_mirror"),
    DemoReport("lansrapport.pdf", "demo_report_lansrapport"),
    DemoReport("lansrapport.docx", "demo_report_lansrapport"),
    DemoReport("lansrapport.xlsx", "demo_report_lansrapport"),
    DemoReport("lansrapport.pptx", "demo_report_lansrapport"),
    DemoReport("kommunrapport.pdf", "demo_report_kommunrapport"),
    DemoReport("webbkollen.pdf", "demo_report_webbkollen"),
)


def reports_in(folder: Path | None) -> Sequence[DemoReport]:
    """Those that have been made; none where there is no demo."""
    return [one for one in REPORTS if folder is not None and (folder / one.file).is_file()]
