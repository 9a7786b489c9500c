"""The instrument that a command was asked to work with."""

from collections.abc import Callable

from spegla.catalogue import Catalogue, Instrument
from spegla.cli.files import stopped
from spegla.messages import Messages


def instrument_called(name: str, catalogue: Catalogue, fits: Callable[[Instrument], bool], words: Messages) -> Instrument:
    """The instrument `name`, or without a name the only one that `fits` the command; else say which there are and stop."""
    if name in catalogue.instruments and fits(catalogue.instruments[name]):
        return catalogue.instruments[name]
    known = [reference for reference, instrument in catalogue.instruments.items() if fits(instrument)]
    if not name and len(known) == 1:
        return catalogue.instruments[known[0]]
    code = "cli_other_form" if name in catalogue.instruments else "cli_unknown_instrument"
    raise stopped(words.say(code, name=name, known=", ".join(known)))


def has_indicators(instrument: Instrument) -> bool:
    """True for a form that indicators are counted from, one answer to a row of the file."""
    return bool(instrument.indicators) and not _in_wide_form(instrument)


def has_figures(instrument: Instrument) -> bool:
    """True for a form that indicators or measures are counted from."""
    return bool(instrument.indicators or instrument.measures)


def has_registrations(instrument: Instrument) -> bool:
    """True for a form of which every row is a registration."""
    return _in_wide_form(instrument) or not instrument.indicators


def any_form(_: Instrument) -> bool:
    """True for every form."""
    return True


def _in_wide_form(instrument: Instrument) -> bool:
    """Whatever is not about a municipality has one row for each response."""
    return instrument.subject != "municipality"
