"""What the installation is told: that it can be read, that Django finds it safe, and that its secrets are secret."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from django.conf import settings
from django.core.checks import run_checks

from spegla.portal.config.variables import VARIABLES
from spegla.portal.doctor.files import others_may
from spegla.portal.doctor.findings import Asked, Finding, look, well, wrong

# Fewer different characters than this is not chance: 50 drawn at random from 64 have 35, and hexadecimal ones 15.
_FEWEST_DIFFERENT = 10


def readable(_: Asked) -> Iterator[Finding]:
    """Whoever is asked has read them already: what could not be read is told by `report.unreadable`."""
    yield wrong("settings_demo") if settings.DEMO else well("settings_read", hosts=", ".join(settings.ALLOWED_HOSTS))


def deployed(_: Asked) -> Iterator[Finding]:
    """`check --deploy`, with the checks of the portal itself."""
    silent = set(settings.SILENCED_SYSTEM_CHECKS)
    said = [one for one in run_checks(include_deployment_checks=True) if one.id not in silent]
    for one in said:
        facts = {"id": str(one.id), "why": " ".join(str(one.msg).split())}
        yield wrong("deploy_refused", **facts) if one.is_serious() else look("deploy_warned", **facts)
    if not said:
        yield well("deploy_clean")


def secrets(_: Asked) -> Iterator[Finding]:
    yield from examine_secrets({"SPEGLA_SECRET_KEY": settings.SECRET_KEY, "SPEGLA_AUDIT_KEY": settings.AUDIT_KEY}, os.environ)


def examine_secrets(values: Mapping[str, str], environ: Mapping[str, str]) -> Iterator[Finding]:
    """The secrets by the name of their variable, and where they stand. How long they are is asked when they are read."""
    bad = False
    for name, value in values.items():
        if len(set(value)) < _FEWEST_DIFFERENT:
            bad = True
            yield wrong("secret_weak", name=name)
    if len(set(values.values())) < len(values):
        bad = True
        yield wrong("secret_same", names=", ".join(values))
    for variable in VARIABLES:
        if not variable.file:
            continue
        file = environ.get(f"{variable.name}_FILE", "")
        if file and others_may(Path(file)):
            bad = True
            yield wrong("secret_open", file=file)
        elif environ.get(variable.name):
            yield look("secret_in_environment", name=variable.name)
    if not bad:
        yield well("secrets_good")
