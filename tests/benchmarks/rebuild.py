"""`python -m tests.benchmarks.rebuild [rows]`: every partition written anew from a store of a million registrations; never a test.

The store is a SQLite database in a folder of its own, with invented rows in every municipality and in five years. The writing is a process
of its own, so that the peak is its alone. What is measured is `use_cases.partitions.rebuild`, which writes as the worker does after an
upgrade; what the worker's `check` takes to read all of it is measured too.
"""

import io
import os
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

ROWS, AT_A_TIME, YEARS = 1_000_000, 25_000, range(2021, 2026)
AT = datetime(2026, 1, 1, tzinfo=UTC)


def fill(rows: int) -> None:
    """A store with `rows` registrations that are handed in, and every partition behind."""
    from django.core.management import call_command

    from spegla.portal.accounts.models import Organisation
    from spegla.portal.accounts.roles import OrganisationKind
    from spegla.portal.store.models import PartitionState, Round

    call_command("setup", stdout=io.StringIO())
    boards = {one.code: one for one in Organisation.objects.filter(kind=OrganisationKind.MUNICIPALITY.value)}
    units = {
        code: Organisation.objects.create(
            kind=OrganisationKind.UNIT.value, code="barn", name="Barn", parent=one, path=f"{one.path}/barn", entity=one.path,
            authority=one.path,
        )
        for code, one in boards.items()
    }  # fmt: skip
    rounds = {}
    for code, one in boards.items():
        rounds[code] = Round.objects.create_in(organisation=one, instrument="webbkollen-2017", opened_at=AT)
        PartitionState._base_manager.bulk_create(
            PartitionState(organisation=one, instrument="webbkollen-2017", year=year, changes=1) for year in YEARS
        )
    for number in range(-(-rows // AT_A_TIME)):
        _add(min(AT_A_TIME, rows - number * AT_A_TIME), number, units, rounds)
        print(f"\r{min(rows, (number + 1) * AT_A_TIME):,}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)


def _add(rows: int, number: int, units: dict, rounds: dict) -> None:  # type: ignore[type-arg]
    """So many rows of one of the years, each municipality as large as the others. Each has an intervention of its own."""
    from django.db import transaction

    from spegla.catalogue import Catalogue
    from spegla.columns.rows import stored_rows
    from spegla.importers import read_wide
    from spegla.portal.store.models import Intervention, Response, ResponseState
    from spegla.responses.forms import questions_of
    from spegla.synthesis import Municipality, synthesise

    catalogue = Catalogue.opened()
    instrument = catalogue.instruments["webbkollen-2017"]
    with tempfile.NamedTemporaryFile(suffix=".csv") as file:
        synthesise(instrument, [Municipality(code, 1) for code in units], rows, number).write_csv(file.name, separator=";")
        batch = read_wide(Path(file.name), instrument, catalogue.municipalities).value
    if batch is None:
        raise ValueError("the invented rows must be right")
    codes = [batch.organisations[place] for place in batch.organisation.tolist()]
    year = YEARS[number % len(YEARS)]
    asked = {step: {one.id for one in questions_of(instrument, step)} for step in instrument.steps}
    interventions, responses = [], []
    for place, (code, row) in enumerate(zip(codes, stored_rows(batch), strict=True)):
        step, day = row.data["tillfalle"], row.day.replace(year=year) if row.day else None
        hash = f"{number:032}{place:032}"
        one = Intervention(organisation=units[code], case_hash=hash, case_cipher="0" * 80, case_key="0" * 16, decided=day, made_at=AT)
        interventions.append(one)
        own = {id: value for id, value in row.data.items() if id in asked[step]}
        responses.append(
            Response(
                organisation=units[code],
                round=rounds[code],
                intervention=one,
                instrument=instrument.reference,
                step=step,
                day=day,
                state=ResponseState.HANDED_IN,
                version=len(own),
                answers=own,
                changed=dict.fromkeys(own, 1),
                row=dict(row.data),
                latest=row.latest,
                invented=True,
                begun_at=AT,
                saved_at=AT,
                handed_in_at=AT,
                seconds=300,
            )
        )
    with transaction.atomic():
        Intervention._base_manager.bulk_create(interventions, batch_size=1000)
        Response._base_manager.bulk_create(responses, batch_size=500)


def measure(rows: int) -> None:
    """Write everything, then read it through as the worker does when it begins; seconds and megabytes."""
    from django.conf import settings

    from spegla.catalogue import Catalogue
    from spegla.portal.use_cases import partitions
    from tests.benchmarks.memory import forget, peak

    Catalogue.opened()
    before, begun = forget(), time.perf_counter()
    written = partitions.rebuild(settings.COLUMNS)
    seconds, most = time.perf_counter() - begun, peak()
    size = sum(path.stat().st_size for path in settings.COLUMNS.rglob("*.bits")) / 2**20
    print(
        f"{rows:,} rows, {written:,} partitions: {seconds:.1f} s; peak {most:.0f} MB, {most - before:.0f} MB above the start; {size:.0f} MB"
    )
    begun = time.perf_counter()
    lost = partitions.check(settings.COLUMNS)
    print(f"all of it read through: {time.perf_counter() - begun:.1f} s; {lost} could not be used")
    _guard(rows)


def _guard(rows: int) -> None:
    """What was written is all of it: else the time says nothing."""
    from django.conf import settings

    from spegla.catalogue import Catalogue
    from spegla.columns.stored import saved_facts
    from spegla.portal.accounts.models import Organisation

    instrument = Catalogue.opened().instruments["webbkollen-2017"]
    found = 0
    for folder in settings.COLUMNS.iterdir():
        if folder.is_dir():
            found += sum(one.rows for one in saved_facts(folder, instrument, Organisation.objects.get(id=int(folder.name)).code))
    if found != rows:
        raise ValueError(f"{found} rows were written of {rows}")


def main(rows: int) -> None:
    with tempfile.TemporaryDirectory(prefix="spegla-rebuild-") as folder:
        environ = {
            **{name: value for name, value in os.environ.items() if not name.startswith("SPEGLA_")},
            "SPEGLA_DEMO": "1",
            "SPEGLA_DEMO_DATA": folder,
            "DJANGO_SETTINGS_MODULE": "spegla.portal.config.settings",
        }
        for job in ("fill", "measure"):
            subprocess.run([sys.executable, "-m", "tests.benchmarks.rebuild", job, str(rows)], env=environ, check=True)


if __name__ == "__main__":
    what, *given = sys.argv[1:] or [str(ROWS)]
    if what in ("fill", "measure"):
        import django

        django.setup()
        {"fill": fill, "measure": measure}[what](int(given[0]))
    else:
        main(int(what))
