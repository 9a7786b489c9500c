"""The process that registers a file is killed (kill -9) at many points: all of the file is there or nothing, and trying again is the same.

SPEGLA_KILLS kills more often than the twenty times of every run.
"""

import json
import os
from pathlib import Path

from tests.portal.installed import Installed, installed

KILLS = int(os.environ.get("SPEGLA_KILLS", "20"))


def test_a_file_is_registered_whole_or_not_at_all_wherever_its_process_is_killed(tmp_path: Path) -> None:
    made = installed(tmp_path)
    portal = Installed(made.folder, made.environ, patience=900)
    settings = {"DJANGO_SETTINGS_MODULE": "spegla.portal.config.settings", "SPEGLA_CASE_KEYS": str(tmp_path / "keys")}
    said = portal.python("-m", "tests.portal.killed_import", str(KILLS), **settings)
    assert said.returncode == 0, said.stderr
    found = json.loads(said.stdout)

    assert len(found) > KILLS
    assert [one for one in found if not one["killed"]] == []
    assert [one for one in found if one["left"] == "half" or not one["whole"]] == []
    # Up to the commit nothing is there, after it all: the harness meets both.
    assert [one["left"] for one in found] == ["nothing"] * (len(found) - 1) + ["all"]
    assert [one for one in found if not one["same"]] == []
