"""Files as they come, and files that are meant to harm: each is told what is wrong with it, and none is more than a refused file."""

from collections.abc import Callable

import pytest

from spegla.catalogue import Catalogue
from spegla.packs import own_files, own_template
from spegla.portal.store.models import Response
from spegla.portal.texts import texts
from spegla.portal.use_cases.access import Actor
from spegla.portal.use_cases.planning import LIMITS
from tests.portal.conftest import LogIn
from tests.portal.importing import codes, file_of, handed_in, in_this_process, now, read_in, row, work
from tests.portal.registrations import INSTRUMENT
from tests.unit.importers.files import packed, parts_of, sheet_of, with_changed_part
from tests.unit.importers.test_workbook_guard import with_part

__all__ = ["in_this_process"]
pytestmark = pytest.mark.django_db
Actors = Callable[[str], Actor]
DTD = '<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet'
CLEAN = file_of(row()).decode()
HEADER, CELLS = (tuple(line.split(";")) for line in CLEAN.splitlines())


@pytest.fixture
def bo(actor: Actors) -> Actor:
    return actor("bo")


@pytest.mark.usefixtures("in_this_process")
@pytest.mark.parametrize(
    "content",
    [
        CLEAN.encode("utf-8-sig"),
        CLEAN.encode("utf-16"),
        CLEAN.replace(";hog;", ";Hög risk;").encode("cp1252"),
        CLEAN.replace(";14;", ";14,0;").encode(),
        CLEAN.replace(";", "\t").encode(),
        CLEAN.replace("\n", "\r\n").encode(),
        ("Uttag ur systemet\n\n" + CLEAN).encode(),
        sheet_of([HEADER, CELLS]),
    ],
)
def test_a_file_may_be_written_as_spreadsheets_write(bo: Actor, content: bytes) -> None:
    assert handed_in(bo, content).state == "checked"


@pytest.mark.usefixtures("in_this_process")
@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b" ", "file_empty"),
        (b"\0\0\0", "file_encoding"),
        (CLEAN.replace("flicka", "fli\0cka").encode(), "file_not_table"),
        (CLEAN.splitlines()[0].encode(), "no_rows"),
        (b"<html><table></table></html>", "file_not_table"),
        (b"%PDF-1.7\n1 0 obj\n<< >>\nendobj\n", "file_not_table"),
        (bytes(range(1, 128)) * 20, "file_not_table"),
        (CLEAN.replace("kon;", "kon;kon;", 1).replace("flicka;", "flicka;flicka;").encode(), "duplicate_column"),
        (CLEAN.replace("hog", "=CMD()").encode(), "unknown_code"),
        (CLEAN.replace("sip", "fritext").encode(), "identity_column"),
        (CLEAN.replace(";nej;nej;", ";070-123 45 67;nej;").encode(), "identity_column"),
        (
            with_changed_part("xl/worksheets/sheet1.xml", "<worksheet", '<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet'),
            "workbook_strange_entry",
        ),
        (with_part("xl/media/bomb.bin", b"\0" * 60_000_000), "workbook_too_big"),
        (with_part("xl/media/bomb.bin", b"\0" * 20_000_000), "workbook_packed_too_hard"),
        (packed({**parts_of(sheet_of([HEADER, CELLS])), "../ut.xml": b"<a/>"}), "workbook_strange_entry"),
        (b"PK\x03\x04" + b"x" * 1000, "workbook_damaged"),
    ],
)
def test_what_is_no_table_or_meant_to_harm_is_refused_with_what_is_wrong(bo: Actor, content: bytes, found: str) -> None:
    one = handed_in(bo, content)

    assert one.state == "refused"
    assert {found} & {problem["code"] for problem in one.problems} or {found} & {problem["sentence"] for problem in one.problems}
    assert not Response._base_manager.exists()


@pytest.mark.usefixtures("in_this_process")
def test_nothing_that_stood_in_a_file_with_an_identity_is_kept_among_its_problems(bo: Actor) -> None:
    one = handed_in(bo, file_of(row(sip="20100101-1236", arende="Anna Andersson 20100101-1236")))

    kept = str([one.problems, one.columns, one.changes, one.left_out])
    assert "20100101" not in kept
    assert "Anna" not in kept


def test_a_bomb_is_refused_in_the_process_that_reads_it(bo: Actor) -> None:
    one = handed_in(bo, with_part("xl/media/bomb.bin", b"\0" * 60_000_000))

    assert (one.state, one.problems[0]["sentence"]) == ("refused", "workbook_too_big")


@pytest.mark.usefixtures("in_this_process")
def test_the_examples_are_right_and_wrong_as_they_say(bo: Actor) -> None:
    """Their children are made up, which alone is what hinders the right one here."""
    examples = own_files(Catalogue.opened().instruments[INSTRUMENT], "2080")

    assert codes(handed_in(bo, examples["ratt.csv"])) == [(0, "pahittad", "import_invented")]
    wrong = handed_in(bo, examples["fel.csv"])
    rows = len(examples["fel.csv"].splitlines())
    assert {problem["row"] for problem in wrong.problems if problem["severity"] == "error"} == set(range(2, rows + 1))


@pytest.mark.usefixtures("in_this_process")
def test_the_template_as_it_is_fetched_is_read_and_its_example_registered_nowhere(bo: Actor) -> None:
    catalogue = Catalogue.opened()
    template = own_template(catalogue.instruments[INSTRUMENT], catalogue.municipalities, texts("sv"))

    assert (0, "pahittad", "import_invented") in codes(handed_in(bo, template))


def test_what_is_too_large_is_refused_before_it_is_read(log_in: LogIn) -> None:
    """The length alone is looked at: nothing of the file has come."""
    client = log_in("bo")
    answer = client.generic("POST", "/las-in/", b"", content_type="multipart/form-data; boundary=x", CONTENT_LENGTH="99000000")

    assert answer.status_code == 413
    assert f"högst {LIMITS.size // 1_000_000} MB" in answer.content.decode()
    assert "för stor" in answer.content.decode()
    other = client.generic("POST", "/registrera/", b"", content_type="multipart/form-data; boundary=x", CONTENT_LENGTH="3000000")
    assert other.status_code == 413


def test_end_to_end_a_file_is_registered_by_the_jobs_as_they_run(bo: Actor) -> None:
    one = read_in(bo, row())
    work()

    assert now(one).counts["new"] == 1
