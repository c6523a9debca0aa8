"""What leaves the house, and the proof that a list is what was frozen."""

from __future__ import annotations

import tempfile

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from applications.shortlists import services
from applications.shortlists.services.exporting import file_name
from applications.shortlists.views.shared import answering, fetch, url

IN_MEMORY = 1024 * 1024


@require_POST
@answering
def export(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Stream a frozen list as CSV; the record of it is stored before the first byte leaves."""
    shortlist = fetch(request, pk)
    spool = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  (the response closes it)
    try:
        services.export_csv(shortlist, spool, user=request.user)
    except BaseException:
        spool.close()
        raise
    spool.seek(0)
    return FileResponse(
        spool, as_attachment=True, filename=file_name(shortlist), content_type="text/csv; charset=utf-8"
    )


@require_POST
@answering
def verify(request: HttpRequest, pk: int) -> HttpResponse:
    """Compute the checksum again and say what came out."""
    found = services.verify(fetch(request, pk))
    if found.differences:
        messages.error(
            request,
            _("The list differs from what was frozen: %(differences)s")
            % {"differences": " ".join(found.differences[:10])},
        )
    elif found.erased:
        messages.success(
            request,
            _("Verified. The words of %(n)s reasons have been erased since; everything else is as it was frozen.")
            % {"n": found.erased},
        )
    else:
        messages.success(request, _("Verified: every line is as it was frozen, and every lot is the one drawn."))
    return redirect(url("change", pk))
