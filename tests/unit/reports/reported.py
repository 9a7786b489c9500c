"""The reports of Dalarna 2016 from the real answers, for tests of what they say and of each format."""

from datetime import date
from functools import cache
from pathlib import Path

from spegla.analyses import IndicatorAnswer, IndicatorQuestion, indicators
from spegla.catalogue import load
from spegla.columns import Columns
from spegla.disclosure import Audience
from spegla.importers import read_long, read_published
from spegla.messages import messages
from spegla.presentation.document import Document
from spegla.presentation.reports import Recipe, Written, indicator_report

EXAMPLES = Path(__file__).parents[3] / "examples"
ANSWERS, PRINTED = EXAMPLES / "oj2016_dalarna_svar.csv", EXAMPLES / "oj2016_dalarna_tryckt.csv"
RECIPE = Recipe("spegla report", ((ANSWERS.name, "0" * 64),))
FALUN = "2080"


@cache
def answer() -> IndicatorAnswer:
    catalogue = load()
    instrument = catalogue.instruments["oj-sbu-2016"]
    columns, printed = read_long(ANSWERS, instrument, catalogue.municipalities).value, read_published(PRINTED, instrument).value
    if columns is None or printed is None:
        raise ValueError("the examples cannot be read")
    return indicators(columns, IndicatorQuestion(printed=printed.columns), catalogue, Audience.file_holder())


def report(kind: str, language: str = "sv", own: str = "", written: Written | None = None, dated: date | None = None) -> Document:
    catalogue = load()
    municipality = catalogue.municipalities.with_code(own) if own else None
    said = messages(language)
    return indicator_report(catalogue.reports[kind], answer(), catalogue.municipalities, municipality, written or {}, said, RECIPE, dated)


def few(codes: tuple[str, ...]) -> Document:
    """The county report of those municipalities alone, beside what is printed for the whole county."""
    catalogue = load()
    instrument = catalogue.instruments["oj-sbu-2016"]
    columns, printed = read_long(ANSWERS, instrument, catalogue.municipalities).value, read_published(PRINTED, instrument).value
    if columns is None or printed is None:
        raise ValueError("the examples cannot be read")
    chosen = Columns(instrument, tuple(one for one in columns.responses if one.organisation in codes), columns.holder)
    found = indicators(chosen, IndicatorQuestion(printed=printed.columns), catalogue, Audience.file_holder())
    return indicator_report(catalogue.reports["lansrapport"], found, catalogue.municipalities, None, {}, messages("sv"), RECIPE, None)


@cache
def county(language: str = "sv") -> Document:
    return report("lansrapport", language)
