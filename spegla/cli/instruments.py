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
    if not name:
        known = known or list(catalogue.instruments)
        raise stopped(words.say("cli_which_instrument", known=", ".join(known)))
    code = "cli_other_form" if name in catalogue.instruments else "cli_unknown_instrument"
    raise stopped(words.say(code, name=name, known=", ".join(known)))


def has_indicators(instrument: Instrument) -> bool:
    """True for a form that municipalities answer about themselves, and that indicators are counted from."""
    return bool(instrument.indicators) and instrument.of_municipalities


def has_figures(instrument: Instrument) -> bool:
    """True for a form that indicators or measures are counted from."""
    return bool(instrument.indicators or instrument.measures)


def has_registrations(instrument: Instrument) -> bool:
    """True for a form of which every row is a registration; a municipality's own answers are not."""
    return not instrument.of_municipalities


def any_form(_: Instrument) -> bool:
    """True for every form: all can be checked."""
    return True
