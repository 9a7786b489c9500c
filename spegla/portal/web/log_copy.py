"""The log as a table that a spreadsheet opens, in which no cell is run as a formula."""

import csv
import io
from collections.abc import Sequence

from django.utils import timezone

from spegla.portal.texts import language, texts
from spegla.portal.use_cases.audits import Line
from spegla.portal.web.templatetags import spegla as words
from spegla.responses.cells import guarded

_COLUMNS = ("log_number", "log_time", "field_person", "log_role", "field_action", "log_about", "log_because")


def log_csv(lines: Sequence[Line]) -> bytes:
    """UTF-8 with a mark, semicolons between: what a Swedish spreadsheet opens at a double click. Newest first."""
    say = texts(language()).say
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([say(one) for one in _COLUMNS])
    for line in lines:
        one = line.record
        who = one.actor.name if one.actor else say("log_system")
        at = timezone.localtime(one.at).isoformat(sep=" ", timespec="seconds")
        cells = (str(one.number), at, who, words.held(line), words.action(one.action), words.about(line), words.because(line))
        writer.writerow([guarded(cell) for cell in cells])
    return out.getvalue().encode("utf-8-sig")
