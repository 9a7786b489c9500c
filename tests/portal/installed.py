"""A portal that is really set up, in a folder of its own and by its own commands, for tests of what an operator does."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SECRETS = {
    "SPEGLA_SECRET_KEY": "en hemlighet som bara finns i proven, 0123456789 abc",
    "SPEGLA_AUDIT_KEY": "en annan hemlighet, för loggen i proven, 9876543210",
}
_ROOT = Path(__file__).parents[2]
_CODE = "import sys; from spegla.portal.main import main; sys.argv[0] = 'spegla-portal'; main()"


@dataclass(frozen=True)
class Installed:
    """The folder of an installation and what its environment says. `patience` is how many seconds a command may take."""

    folder: Path
    environ: Mapping[str, str]
    patience: int = 120

    def run(self, *arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
        """`spegla-portal` with `arguments`, as the operator types it."""
        return self.python("-c", _CODE, *arguments, **environ)

    def walk(self) -> dict[str, list[int]]:
        """What each page answered a stranger, and someone with every role."""
        read = self.python("-m", "tests.portal.read_all")
        if read.returncode:
            raise RuntimeError(read.stderr)
        found: dict[str, list[int]] = json.loads(read.stdout)
        return found

    def beside(self, what: str, *arguments: str) -> dict[str, Any]:
        """What `beside_worker` does in this installation, and its answer."""
        said = self.python("-m", "tests.portal.beside_worker", what, *arguments)
        if said.returncode:
            raise RuntimeError(said.stderr)
        found: dict[str, Any] = json.loads(said.stdout)
        return found

    @contextmanager
    def started(self, *arguments: str) -> Iterator[subprocess.Popen[str]]:
        """`spegla-portal` with `arguments`, as a service runs it; killed at the end when it has not ended by itself."""
        begun = subprocess.Popen(
            [sys.executable, "-u", "-c", _CODE, *arguments],
            env=self._environ({}), cwd=_ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        try:
            yield begun
        finally:
            begun.kill()
            begun.communicate()

    def python(self, *arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
        """Python with `arguments`, in the environment of the installation."""
        return subprocess.run(
            [sys.executable, *arguments],
            env=self._environ(environ),
            cwd=_ROOT,
            capture_output=True,
            text=True,
            check=False,
            timeout=self.patience,
            # What an ordinary account has: files that everyone may read.
            umask=0o022,
        )

    def doctor(self, *arguments: str, **environ: str) -> dict[str, dict[str, Any]]:
        """What the examination found, by code; of several with one code the last."""
        said = self.run("doctor", "--format", "json", *arguments, **environ)
        return {one["code"]: one for one in json.loads(said.stdout)["findings"]}

    def _environ(self, more: Mapping[str, str]) -> dict[str, str]:
        known = {name: value for name, value in os.environ.items() if not name.startswith(("SPEGLA_", "DJANGO_"))}
        return {**known, "DJANGO_SETTINGS_MODULE": "spegla.portal.config.settings", **self.environ, **more}


def installed(folder: Path, database: str = "") -> Installed:
    """A new installation below `folder`, set up; on SQLite when no database is named."""
    for name, secret in SECRETS.items():
        (folder / name).write_text(secret)
        (folder / name).chmod(0o600)
    files = {f"{name}_FILE": str(folder / name) for name in SECRETS}
    made = Installed(folder, {"SPEGLA_DATA": str(folder / "data"), "SPEGLA_HOSTS": "spegla.test", "SPEGLA_DATABASE_URL": database, **files})
    done = made.run("setup", "--organisation", "2080", "--email", "ny@exempel.se", "--name", "Ny Person")
    if done.returncode:
        raise RuntimeError(done.stderr)
    return made
