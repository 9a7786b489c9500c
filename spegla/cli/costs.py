"""`spegla cost-key` and `spegla day-cost`: who pays what, and what a day of care costs."""

import argparse
import re
import sys
from decimal import Decimal

from spegla.analyses.costs import Method, cost_key, cost_of_day
from spegla.catalogue import Catalogue
from spegla.cli.files import StopCommandError, deliver, refuse_to_overwrite, stopped, there
from spegla.cli.report import print_problems
from spegla.cli.status import DATA_ERRORS
from spegla.importers import read_population
from spegla.messages import Messages
from spegla.presentation import to_terminal
from spegla.presentation.costs import cost_key_csv, cost_key_document, cost_key_json, day_cost_document, day_cost_json

# A billion kronor is more than any of these costs; a typing error is more likely.
_MOST_KRONOR = 10**12
_MOST_PLACES, _MOST_DAYS = 100_000, 366


def run_cost_key(options: argparse.Namespace, words: Messages) -> int:
    """Share a cost between the municipalities of a file after their inhabitants."""
    try:
        total = _whole("--total", options.total, _MOST_KRONOR, words)
        refuse_to_overwrite(options.output, (options.file,), words)
        catalogue = Catalogue.opened()
        read = read_population(there(options.file, words), catalogue.municipalities)
        errors = print_problems(options.file, read.problems, words)
        if read.value is None:
            print(words.say_count("cli_nothing_used", errors), file=sys.stderr)
            return DATA_ERRORS
        key = cost_key(read.value, total, Method(options.method), catalogue)
    except StopCommandError as stop:
        return stop.status
    match options.format:
        case "json":
            return deliver(cost_key_json(key), options.output, words)
        case "csv":
            return deliver(cost_key_csv(key, words), options.output, words)
        case _:
            return deliver(to_terminal(cost_key_document(key, words)), options.output, words)


def run_day_cost(options: argparse.Namespace, words: Messages) -> int:
    """What a day of care costs when every place is used, and at an occupancy."""
    try:
        total = _whole("--total", options.total, _MOST_KRONOR, words)
        places = _whole("--places", options.places, _MOST_PLACES, words)
        days = _whole("--days", options.days, _MOST_DAYS, words)
        answer = cost_of_day(total, places, days, _occupancy(options.occupancy, words))
    except StopCommandError as stop:
        return stop.status
    text = day_cost_json(answer) if options.format == "json" else to_terminal(day_cost_document(answer, words))
    return deliver(text, options.output, words)


def _whole(option: str, text: str, most: int, words: Messages) -> int:
    """A whole number from 1 to `most`; blanks between groups of figures do not count."""
    plain = re.sub(r"\s", "", text)
    if not re.fullmatch("[0-9]{1,15}", plain) or not 1 <= int(plain) <= most:
        raise stopped(words.say("cost_not_whole", option=option, value=text, most=f"{most:_}".replace("_", " ")))
    return int(plain)


def _occupancy(text: str, words: Messages) -> Decimal:
    plain = re.sub(r"[\s%]", "", text).replace(",", ".")
    if not re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,3})?", plain) or not 0 < Decimal(plain) <= 100:
        raise stopped(words.say("cost_not_percent", value=text))
    return Decimal(plain)
