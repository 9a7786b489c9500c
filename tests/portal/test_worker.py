"""The worker, as a process of its own beside a demo: figures within seconds, jobs that are done again, and no half after any end."""

import json
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Event

import pytest
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from spegla.portal.store.models import PartitionState
from spegla.portal.use_cases import partitions
from spegla.portal.use_cases.access import Actor
from spegla.portal.worker import AlreadyWorkingError, Ended, figures, jobs, last_beat, work
from spegla.portal.worker.alone import alone
from spegla.portal.worker.pauses import Pauses
from tests.portal import jobs_of_tests
from tests.portal.installed import Installed
from tests.portal.registrations import handed_in

# What is waited for comes within seconds. That it came is what is asked; a busy machine takes its time.
PATIENCE = 60


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """A demo, made once. Each test has a copy."""
    folder = tmp_path_factory.mktemp("arbete")
    demo = Installed(folder, {"SPEGLA_DEMO": "1", "SPEGLA_DEMO_DATA": str(folder / "demo")})
    said = demo.run("demo", "--no-serve")
    if said.returncode:
        raise RuntimeError(said.stderr)
    return demo


@pytest.fixture
def demo(made: Installed, tmp_path: Path) -> Installed:
    shutil.copytree(made.folder / "demo", tmp_path / "demo")
    return Installed(tmp_path, {"SPEGLA_DEMO": "1", "SPEGLA_DEMO_DATA": str(tmp_path / "demo")})


def begun(worker: subprocess.Popen[str]) -> None:
    """Wait until it says that it has begun."""
    assert worker.stdout is not None
    assert "Bakgrundstjänsten är igång" in worker.stdout.readline()


def waited_for(what: Callable[[], bool]) -> bool:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if what():
            return True
        time.sleep(0.1)
    return False


def ended(worker: subprocess.Popen[str]) -> str:
    """What it says when it is told to end, as a service is."""
    worker.send_signal(signal.SIGTERM)
    said, _ = worker.communicate(timeout=PATIENCE)
    assert worker.returncode == 0
    return said


def test_what_is_handed_in_is_in_the_figures_soon(demo: Installed) -> None:
    with demo.started("worker") as worker:
        begun(worker)
        found = demo.beside("hand_in")

        assert found["after"] == found["before"] + 1
        assert ended(worker) == "Bakgrundstjänsten är avslutad.\n"


def test_there_is_one_worker_at_a_time_and_the_doctor_sees_that_it_lives(demo: Installed) -> None:
    assert "worker_never" in demo.doctor()
    with demo.started("worker") as worker:
        begun(worker)
        second = demo.run("worker")

        assert (second.returncode, second.stderr) == (1, "spegla-portal: En annan bakgrundstjänst arbetar redan med samma data.\n")
        assert waited_for(lambda: "worker_lives" in demo.doctor())


def test_a_worker_that_is_killed_while_it_writes_leaves_no_half_and_the_next_one_finishes(demo: Installed) -> None:
    said = demo.python("-m", "tests.portal.killed_worker", "40", OPENBLAS_NUM_THREADS="1")
    assert said.returncode == 0, said.stderr
    found = json.loads(said.stdout)

    # Some were killed before anything was written, some between two partitions, and some in the middle of one.
    assert len(set(found["killed"])) > 3
    assert found["halves"] > 0
    assert (found["behind"], found["left"]) == (0, [])


def test_a_row_that_cannot_be_read_is_told_without_its_words_and_holds_up_no_other(demo: Installed) -> None:
    year = demo.beside("spoil")["year"]
    with demo.started("worker") as worker:
        begun(worker)
        assert waited_for(lambda: demo.beside("behind")["behind"] == [f"Falun {year}"])
        said = ended(worker)

    assert f"Siffrorna för Falun, webbkollen-2017, {year} gick inte att skriva (StoredAnswerError). Nytt försök om 1 s." in said
    assert "hemligheten" not in said


def test_jobs_are_done_and_one_that_goes_wrong_is_told_without_its_words(demo: Installed, tmp_path: Path) -> None:
    demo.beside("ask", "fail", "hemligheten om barnet")
    demo.beside("ask", "write", str(tmp_path / "gjort"), "klart")
    with demo.started("worker") as worker:
        begun(worker)
        assert waited_for(lambda: (tmp_path / "gjort").is_file())
        said = ended(worker)

    assert demo.beside("jobs")["fail"] == [1, "FAILED"]
    assert "Arbetet fail gick inte att göra (ValueError)." in said
    assert "hemligheten" not in said
    assert demo.doctor()["jobs_failed"]["facts"] == {"count": 1, "names": "fail"}


def test_a_job_that_is_cut_off_is_done_again_and_the_figures_did_not_wait_for_it(demo: Installed, tmp_path: Path) -> None:
    demo.beside("ask", "take_long_once", str(tmp_path / "borjat"))
    with demo.started("worker") as worker:
        begun(worker)
        assert waited_for((tmp_path / "borjat").exists)
        found = demo.beside("hand_in")
        assert found["after"] == found["before"] + 1
        assert "Det som inte blev klart görs om nästa gång den startar." in ended(worker)
    assert demo.beside("jobs") == {"take_long_once": [1, "RUNNING"]}

    with demo.started("worker") as worker:
        begun(worker)
        assert waited_for(lambda: demo.beside("jobs") == {"take_long_once": [2, "SUCCESSFUL"]})
        assert "Arbeten som avbröts och görs om: 1." in ended(worker)


# ── Its parts ──────────────────────────────────────────────────────────────


@pytest.mark.django_db
def test_a_job_that_has_taken_the_worker_with_it_too_often_is_given_up() -> None:
    for tries in (1, jobs.TRIES):
        job = jobs_of_tests.write.enqueue("/dev/null", "")
        DBTaskResult.objects.filter(id=job.id).update(status=TaskResultStatus.RUNNING, worker_ids=["x"] * tries)

    assert jobs.take_back() == 1

    states = {len(one.worker_ids): one.status for one in DBTaskResult.objects.all()}
    assert states == {1: TaskResultStatus.READY, jobs.TRIES: TaskResultStatus.FAILED}
    assert jobs.failed_jobs() == ["write"]


def test_what_goes_wrong_waits_twice_as_long_each_time_and_alone() -> None:
    now = 0.0
    pauses = Pauses[str](lambda: now)

    assert [pauses.failed("a") for _ in range(10)] == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300]
    assert pauses.failed("b") == 1
    now = 1.5
    assert pauses.waiting() == {"a"}
    pauses.went_well(frozenset({"a"}))
    assert pauses.failed("b") == 1
    pauses.went_well(frozenset())
    assert pauses.failed("a") == 1


def test_only_one_can_be_alone(tmp_path: Path) -> None:
    with alone(tmp_path), pytest.raises(AlreadyWorkingError), alone(tmp_path):
        pass
    with alone(tmp_path):
        pass


class Told:
    """What a part of the worker tells, by its code."""

    def __init__(self) -> None:
        self.said: list[tuple[str, dict[str, object]]] = []

    def __call__(self, code: str, /, **facts: object) -> None:
        self.said.append((code, facts))


@pytest.mark.django_db
def test_tables_that_cannot_be_asked_are_asked_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, actor: Callable[[str], Actor]
) -> None:
    handed_in(actor("astrid"), "BU-1", "avslut")
    told, times = Told(), iter([OSError("hemligt"), OSError("hemligt")])
    real = partitions.check

    def check(columns: Path) -> int:
        for wrong in times:
            raise wrong
        return real(columns)

    monkeypatch.setattr(partitions, "check", check)
    keeper = figures.Keeper(tmp_path, told)

    assert [keeper.look() for _ in range(3)] == [1, 2, figures.EVERY]
    assert [code for code, _ in told.said] == ["worker_tables_unread"] * 2
    assert told.said[0][1]["why"] == "OSError"
    assert PartitionState._base_manager.get().behind_since is None


@pytest.mark.parametrize("part", ["keep_written", "keep_working"])
def test_a_part_that_stops_by_itself_ends_the_worker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, part: str) -> None:
    """So that whatever runs it begins it again, instead of a heart that beats on without it."""

    def waits(*arguments: object) -> None:
        with suppress(IndexError):
            next(one for one in arguments if isinstance(one, Event)).wait(PATIENCE)

    for module, name in ((figures, "keep_written"), (jobs, "keep_working")):
        monkeypatch.setattr(module, name, (lambda *_: None) if name == part else waits)
    monkeypatch.setattr(jobs, "take_back", lambda: 0)

    ended = work(data=tmp_path, columns=tmp_path / "columns", asked_to_end=Event().wait, tell=Told())

    assert ended is Ended.BROKEN


def test_a_worker_that_has_never_been_has_no_beat(tmp_path: Path) -> None:
    assert last_beat(tmp_path) is None
