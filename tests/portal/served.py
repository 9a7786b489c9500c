"""An installation that a real web server answers for, which can be killed and started again."""

import os
import signal
import socket
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.portal.installed import Installed

APPLICATION = "spegla.portal.config.wsgi:application"
_ROOT = Path(__file__).parents[2]
_PATIENCE = 60


@dataclass
class Server:
    """Gunicorn with two workers. With a `certificate` it speaks TLS; without one a proxy is to do that in front of it.

    A browser opens lines that it may need, and over TLS each of them keeps a thread busy: then there must be more of them.
    """

    installation: Installed
    port: int
    certificate: Path | None = None
    application: str = APPLICATION
    threads: int = 4
    _process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    @property
    def address(self) -> str:
        return f"{'https' if self.certificate else 'http'}://localhost:{self.port}"

    @property
    def pids(self) -> list[int]:
        """The processes of the server that live, the first of them first."""
        if self._process is None:
            return []
        return [pid for pid, group in _groups() if group == self._process.pid]

    def start(self) -> None:
        """Ready to answer when this returns."""
        known = {name: value for name, value in os.environ.items() if not name.startswith(("SPEGLA_", "DJANGO_"))}
        tls = ["--certfile", str(self.certificate), "--keyfile", str(self.certificate)] if self.certificate else []
        with (self.installation.folder / "server.log").open("ab") as log:
            self._process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{self.port}", "--workers", "2"),
                    *("--threads", str(self.threads), *tls, self.application),
                ],
                cwd=_ROOT,
                env={**known, **self.installation.environ},
                stdout=log,
                stderr=log,
                start_new_session=True,
                umask=0o022,
            )
        until = time.monotonic() + _PATIENCE
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > until:
                raise RuntimeError((self.installation.folder / "server.log").read_text(encoding="utf-8")[-2000:])
            time.sleep(0.05)

    def kill(self) -> None:
        """As when the power goes: every process at once, without a word; none of them is left when this returns."""
        if self._process is None:
            return
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        until = time.monotonic() + _PATIENCE
        while self.pids:
            if time.monotonic() > until:
                raise RuntimeError(f"processes that do not die: {self.pids}")
            time.sleep(0.01)
        self._process = None

    def _answers(self) -> bool:
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        headers = {} if self.certificate else {"X-Forwarded-Proto": "https"}
        try:
            asked = urllib.request.Request(f"{self.address}/logga-in/", headers=headers)  # noqa: S310  our own
            with urllib.request.urlopen(asked, context=context, timeout=10) as answer:  # noqa: S310
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False


def served(installation: Installed, *, tls: bool, application: str = APPLICATION) -> Server:
    """A server for `installation`, which answers to localhost; it has not started."""
    keys = installation.folder / "keys"
    keys.mkdir(mode=0o700, exist_ok=True)
    environ = {"SPEGLA_HOSTS": "localhost", "SPEGLA_CASE_KEYS": str(keys), "SPEGLA_PROXIES": "0" if tls else "1"}
    known = Installed(installation.folder, {**installation.environ, **environ})
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    if tls:
        return Server(known, port, _certificate(installation.folder / "server.pem"), application, threads=16)
    return Server(known, port, application=application)


def _certificate(path: Path) -> Path:
    """A key and a certificate of our own for localhost, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = (
        made.serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=2))
    )
    signed = made.add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False).sign(key, hashes.SHA256())
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.write_bytes(private + signed.public_bytes(serialization.Encoding.PEM))
    path.chmod(0o600)
    return path


def _groups() -> list[tuple[int, int]]:
    """Every process that lives, and the group that it belongs to."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            try:
                after = (folder / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()
            except OSError:
                continue
            if after[0] != "Z":
                found.append((int(folder.name), int(after[2])))
    return sorted(found)
