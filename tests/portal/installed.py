"""A portal that is really set up, in a folder of its own and by its own commands, for tests of what an operator does."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SECRETS = {
    "SPEGLA_SECRET_KEY": "en hemlighet som bara finns i proven, 0123456789 abc",
    "SPEGLA_AUDIT_KEY": "en annan hemlighet, för loggen i proven, 9876543210",
}
_CODE = "import sys; from spegla.portal.main import main; sys.argv[0] = 'spegla-portal'; main()"


@dataclass(frozen=True)
class Installed:
    """The folder of an installation and what its environment says."""

    folder: Path
    environ: Mapping[str, str]

    def run(self, *arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
        """`spegla-portal` with `arguments`, as the operator types it."""
        return self._python("-c", _CODE, *arguments, **environ)

    def walk(self) -> dict[str, list[int]]:
        """What each page answered a stranger, and someone with every role."""
        read = self._python("-m", "tests.portal.read_all", DJANGO_SETTINGS_MODULE="spegla.portal.config.settings")
        if read.returncode:
            raise RuntimeError(read.stderr)
        found: dict[str, list[int]] = json.loads(read.stdout)
        return found

    def _python(self, *arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
        known = {name: value for name, value in os.environ.items() if not name.startswith(("SPEGLA_", "DJANGO_"))}
        return subprocess.run(
            [sys.executable, *arguments],
            env={**known, **self.environ, **environ},
            cwd=Path(__file__).parents[2],
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
            # What an ordinary account has: files that everyone may read.
            umask=0o022,
        )

    def doctor(self, *arguments: str, **environ: str) -> dict[str, dict[str, Any]]:
        """What the examination found, by code; of several with one code the last."""
        said = self.run("doctor", "--format", "json", *arguments, **environ)
        return {one["code"]: one for one in json.loads(said.stdout)["findings"]}


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
