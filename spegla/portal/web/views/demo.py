"""The reports of the demo, beside the portal. In a real installation there are none."""

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_safe

from spegla.portal.web.reports import reports_in

# The pages hold all of themselves, styles too, and say the same in their head.
_OWN_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; frame-ancestors 'none'"


@require_safe
def report(request: HttpRequest, file: str) -> FileResponse:
    """One of the reports that were made with the demo."""
    folder = settings.DEMO_FILES
    if folder is None or file not in {one.file for one in reports_in(folder)}:
        raise Http404
    answer = FileResponse((folder / file).open("rb"), filename=file)
    answer.headers["Content-Security-Policy"] = _OWN_POLICY
    return answer
