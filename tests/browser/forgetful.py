"""The portal with a store that forgets: it says that each answer is saved, and takes it back. Only to see that the tests find it out."""

from collections.abc import Callable, Iterable
from typing import Any

from spegla.portal.config.wsgi import application as portal
from spegla.portal.store.models import Response
from spegla.portal.store.models.responses import AnswerVersion


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    if "/svar/" not in environ["PATH_INFO"]:
        return portal(environ, start_response)
    id = int(environ["PATH_INFO"].split("/")[2])
    rows, versions = Response._base_manager.filter(id=id), AnswerVersion._base_manager.filter(response=id)
    [before], kept = rows.values("answers", "changed", "version", "day"), list(versions.values_list("id", flat=True))
    answered: Iterable[bytes] = portal(environ, start_response)
    versions.exclude(id__in=kept).delete()
    rows.update(**before)
    return answered
