"""Reading in on the pages: handed in, waited for, explained, looked at, registered and taken back."""

import csv
import io
import re
from collections.abc import Callable
from typing import Any

import lxml.html
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from spegla.portal.store.models import AuditRecord, Intervention, Response
from spegla.portal.store.models.imports import Import, Source
from spegla.portal.use_cases import import_jobs, imports
from spegla.portal.use_cases.access import Actor
from tests.portal import registrations
from tests.portal.conftest import LogIn
from tests.portal.importing import file_of, follow_up, handed_in, in_this_process, now, read_in, row, work
from tests.portal.registrations import open_round, unit_of

__all__ = ["in_this_process"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_this_process")]
Actors = Callable[[str], Actor]


@pytest.fixture
def bo(actor: Actors) -> Actor:
    one = actor("bo")
    open_round(unit_of(one))
    return one


@pytest.fixture
def client(log_in: LogIn, bo: Actor) -> Client:
    return log_in("bo")


def sent(client: Client, bo: Actor, content: bytes, **fields: str) -> Any:
    """The answer to a file that is handed in on the page."""
    file = SimpleUploadedFile("uttag.csv", content)
    return client.post("/las-in/", {"file": file, "source": "Procapita", "unit": str(unit_of(bo).id), **fields})


def text(answer: Any) -> str:
    return " ".join(str(lxml.html.fromstring(answer.content.decode()).text_content()).split())


def test_a_file_goes_from_the_page_to_the_registrations_and_back(client: Client, bo: Actor) -> None:
    answer = sent(client, bo, file_of(follow_up(), row()))
    path = answer.headers["Location"]
    waiting = client.get(path).content.decode()
    assert 'data-hx-trigger="every 2s"' in waiting
    assert f'<a href="{path}">Ladda om</a>' in waiting
    work()

    assert client.get(path, headers={"hx-request": "true"}).headers["HX-Refresh"] == "true"
    assert "nya registreringar2" in text(client.get(path))
    client.post(f"{path}genomfor/")
    work()
    assert "Inläst av Bo Lind" in text(client.get(path))
    assert "Ångra hela filen" in text(client.get(f"{path}angra/"))
    client.post(f"{path}angra/")
    work()
    assert "Ångrad av Bo Lind" in text(client.get(path))


def test_a_form_that_lacks_something_keeps_what_was_written(client: Client, bo: Actor) -> None:
    answer = client.post("/las-in/", {"source": "Procapita", "unit": str(unit_of(bo).id)})

    assert answer.status_code == 422
    assert "Välj en fil." in text(answer)
    assert 'value="Procapita"' in answer.content.decode()


@pytest.mark.parametrize(
    ("content", "fields", "says"),
    [
        (b"", {}, "Filen är tom."),
        (b"x", {"source": "Anna Andersson"}, "något om en människa"),
        (b"x", {"source": " "}, "Skriv vad systemet heter."),
    ],
)
def test_what_cannot_be_is_said_at_its_field(client: Client, bo: Actor, content: bytes, fields: dict[str, str], says: str) -> None:
    answer = sent(client, bo, content, **fields)

    assert answer.status_code == 422
    assert says in text(answer)
    assert not Import._base_manager.exists()


def test_the_same_fault_in_many_rows_is_one_line_and_each_row_is_in_the_list_to_fetch(client: Client, bo: Actor) -> None:
    rows = [row(arende=f"PX-{number}", risk_avslut="fel" if number != 2 else "lag") for number in range(5)]
    one = handed_in(bo, file_of(*rows))
    page = client.get(f"/las-in/{one.id}/")

    [line] = lxml.html.fromstring(page.content.decode()).xpath("//table[contains(@class, 'fel-tabell')]/tbody/tr")
    assert line.xpath("th")[0].text_content() == "2–3, 5–6"
    fetched = client.get(f"/las-in/{one.id}/problem.csv").content.decode("utf-8-sig")
    assert [cells[0] for cells in csv.reader(io.StringIO(fetched), delimiter=";")] == ["Rad", "2", "3", "5", "6"]


def test_no_cell_of_the_list_is_run_as_a_formula(client: Client, bo: Actor) -> None:
    cells = row()
    cells["=CMD()"] = "x"
    one = handed_in(bo, file_of(cells))
    fetched = client.get(f"/las-in/{one.id}/problem.csv").content.decode("utf-8-sig")

    assert "CMD" in fetched
    assert not any(cell.startswith("=") for line in csv.reader(io.StringIO(fetched), delimiter=";") for cell in line)


def test_what_changes_is_shown_with_both_answers_and_that_it_was_seen_is_in_the_log(client: Client, bo: Actor) -> None:
    read_in(bo, row())
    one = handed_in(bo, file_of(row(risk_avslut="lag")))
    page = text(client.get(f"/las-in/{one.id}/"))

    assert "Risk att barnet far illa vid avslut" in page
    assert page.index("Något förhöjd risk") < page.index("Ingen eller låg risk")
    by_script = text(client.get(f"/las-in/{one.id}/", headers={"hx-request": "true"}))
    Import._base_manager.filter(id=one.id).update(state="committing")
    at_work = text(client.get(f"/las-in/{one.id}/"))
    assert "Något förhöjd risk" not in by_script + at_work
    [record] = AuditRecord._base_manager.filter(action="import_seen")
    assert record.object == f"import:{one.id}"


def test_a_preview_that_no_longer_held_is_told_of_above_everything_and_is_no_problem_of_the_file(
    client: Client, bo: Actor, actor: Actors
) -> None:
    one = handed_in(bo, file_of(row()))
    assert not lxml.html.fromstring(client.get(f"/las-in/{one.id}/").content.decode()).xpath("//main//p[@data-slag='rav']")
    client.post(f"/las-in/{one.id}/genomfor/")
    registrations.handed_in(actor("astrid"), "PX-1")
    work()
    page = lxml.html.fromstring(client.get(f"/las-in/{one.id}/").content.decode())

    [told] = page.xpath("//main//p[@data-slag='rav']")
    assert told.text_content().startswith("Det som är registrerat har ändrats sedan du såg vad filen gör.")
    problems = [one.text_content() for one in page.xpath("//table[contains(@class, 'fel-tabell')]/tbody/tr")]
    assert (len(problems), "en person har registrerat" in problems[0]) == (1, True)
    client.post(f"/las-in/{one.id}/genomfor/")
    work()
    assert now(one).state == "committed"
    assert "Inget lästes in." not in text(client.get(f"/las-in/{one.id}/"))


# ── What the columns mean ──────────────────────────────────────────────────

OTHERS = {"arende": "Ärendenr", "risk_beslut": "Risk", "kon": "Könet"}


def called_otherwise(**cells: str) -> bytes:
    """A file of a system that calls some columns and answers otherwise."""
    made = row(kon="F", **cells)
    return file_of({**{OTHERS.get(id, id): cell for id, cell in made.items()}, "Handläggarkod": "7"})


def form(client: Client, one: Import) -> dict[str, str]:
    """What the page of columns would send if nothing was chosen."""
    tree = lxml.html.fromstring(client.get(f"/las-in/{one.id}/kolumner/").content.decode())
    [found] = [each for each in tree.forms if (each.get("action") or "").endswith("/kolumner/")]
    return {name: value or "" for name, value in found.form_values()}


def name_of(client: Client, one: Import, label: str) -> str:
    """The field of the column or text called `label`."""
    tree = lxml.html.fromstring(client.get(f"/las-in/{one.id}/kolumner/").content.decode())
    [row_of] = [tr for tr in tree.xpath("//table//tbody/tr") if tr.xpath("th")[0].text_content().startswith(label)]
    return str(row_of.xpath(".//select/@name")[0])


def explained(client: Client, one: Import, **extra: str) -> Any:
    fields = form(client, one)
    chosen = {"Ärendenr": "arende", "Risk": "risk_beslut", "Könet": "kon", "Handläggarkod": "-"}
    return client.post(f"/las-in/{one.id}/kolumner/", {**fields, **{name_of(client, one, at): id for at, id in chosen.items()}, **extra})


def test_columns_and_texts_are_explained_and_remembered_for_the_next_file(client: Client, bo: Actor) -> None:
    one = handed_in(bo, called_otherwise())
    assert one.state == "refused"
    explained(client, one)
    work()
    assert [problem["code"] for problem in now(one).problems] == ["unknown_code"]
    client.post(f"/las-in/{one.id}/kolumner/", {**form(client, one), "txt-kon-0": "flicka"})
    work()

    assert now(one).state == "checked"
    assert handed_in(bo, called_otherwise(arende="PX-2")).state == "checked"
    source = Source._base_manager.get()
    assert source.columns == {
        "columns": {"Ärendenr": "arende", "Risk": "risk_beslut", "Könet": "kon", "Handläggarkod": "-"}, "codes": {"kon": {"F": "flicka"}}
    }  # fmt: skip


def test_a_choice_is_taken_back_again(client: Client, bo: Actor) -> None:
    one = handed_in(bo, called_otherwise())
    explained(client, one)
    work()
    client.post(f"/las-in/{one.id}/kolumner/", {**form(client, one), name_of(client, one, "Risk"): ""})
    work()

    assert "Risk" not in Source._base_manager.get().columns["columns"]


def test_two_columns_that_mean_the_same_are_told_and_nothing_that_was_chosen_is_lost(client: Client, bo: Actor) -> None:
    one = handed_in(bo, called_otherwise())
    risk = name_of(client, one, "Risk")
    answer = explained(client, one, **{risk: "kon"})

    assert answer.status_code == 422
    assert "betyder redan det" in text(answer)
    tree = lxml.html.fromstring(answer.content.decode())
    [chosen] = tree.xpath(f"//select[@name='{risk}']//option[@selected]/@value")
    assert chosen == "kon"
    assert Source._base_manager.get().columns["columns"] == {}


def test_a_form_of_an_older_state_changes_nothing(client: Client, bo: Actor) -> None:
    one = handed_in(bo, called_otherwise())
    old = form(client, one)
    explained(client, one)
    work()
    kept = Source._base_manager.get().columns
    client.post(f"/las-in/{one.id}/kolumner/", {**old, name_of(client, one, "Könet"): "alder"})

    assert Source._base_manager.get().columns == kept


def test_a_column_that_tells_who_somebody_is_cannot_be_explained_away(client: Client, bo: Actor) -> None:
    one = handed_in(bo, file_of({**row(), "Personnr": "20100101-1236"}))
    page = client.get(f"/las-in/{one.id}/kolumner/").content.decode()

    assert "Ta bort den ur filen" in page
    assert "20100101" not in page


# ── When it does not move ──────────────────────────────────────────────────


def test_a_job_that_does_not_move_is_begun_again_by_whoever_waits(client: Client, bo: Actor) -> None:
    sent(client, bo, file_of(row()))
    one = Import._base_manager.get()
    assert "Försök igen" not in text(client.get(f"/las-in/{one.id}/"))
    Import._base_manager.update(moved_at=timezone.now() - imports.STILL * 2)
    assert "Försök igen" in text(client.get(f"/las-in/{one.id}/"))
    client.post(f"/las-in/{one.id}/igen/")
    work()

    assert now(one).state == "checked"


def test_a_fault_of_ours_is_told_and_can_be_tried_again(client: Client, bo: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("PX-1")

    with monkeypatch.context() as patched:
        patched.setattr("spegla.portal.use_cases.planning.plan", broken)
        with pytest.raises(import_jobs.ImportFailedError, match="ZeroDivisionError") as failed:
            handed_in(bo, file_of(row()))
    one = Import._base_manager.get()
    assert one.state == "failed"
    # The words of an error may be of a case: they go no further.
    assert "PX-1" not in str(failed.value)
    assert failed.value.__cause__ is None
    client.post(f"/las-in/{one.id}/igen/")
    work()
    assert now(one).state == "checked"


# ── What is fetched ────────────────────────────────────────────────────────


def test_the_template_and_the_examples_are_fetched(client: Client) -> None:
    assert client.get("/las-in/mall.xlsx").content.startswith(b"PK")
    assert client.get("/las-in/exempel/ratt.csv").content.decode().startswith("kommunkod;datum;arende;")
    assert client.get("/las-in/exempel/annat.csv").status_code == 302


def test_without_a_round_the_page_says_what_is_lacking(log_in: LogIn) -> None:
    client = log_in("bo")

    assert "behöver öppna omgången först" in text(client.get("/las-in/"))
    assert client.get("/las-in/mall.xlsx").status_code == 302


def test_every_page_of_what_came_with_a_file_opens_and_it_is_corrected_as_anything_else(client: Client, bo: Actor) -> None:
    read_in(bo, follow_up(), row(), follow_up(arende="PX-2"))
    first = [f"/insatser/{one.id}/" for one in Intervention._base_manager.all()]
    opened = walked(client, *first)
    handed_in_by_file = list(Response._base_manager.all())
    assert {f"/registreringar/{one.id}/" for one in handed_in_by_file} <= opened

    for one in handed_in_by_file:
        client.post(f"/registreringar/{one.id}/ratta/")
    assert len(first) < len(handed_in_by_file) == len([path for path in walked(client, *first) if path.startswith("/registrera/")])
    for draft in Response._base_manager.filter(corrects__isnull=False):
        removed = client.post(f"/registrera/{draft.id}/ta-bort/", follow=True)
        assert (removed.status_code, "Borttaget." in text(removed)) == (200, True)
    assert client.post(f"{first[0]}kod/").status_code == 200


def walked(client: Client, *paths: str) -> set[str]:
    """The addresses of interventions and responses that links lead to from `paths`; each opens."""
    left, seen = list(paths), set()
    while left:
        path = left.pop()
        answer = client.get(path)
        assert answer.status_code == 200, path
        seen.add(path)
        found = {str(link).split("#")[0] for link in lxml.html.fromstring(answer.content.decode()).xpath("//main//a/@href")}
        own = {one for one in found if re.fullmatch(r"/(insatser|registreringar|registrera)/\d+/", one)}
        left += own - seen - set(left)
    return seen
