"""The only way to a stored file: the original as an attachment, page images to look at."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.common.noting import note
from portal.files import access
from portal.files.models import FileState, StoredFile
from portal.files.words import problem_in_words
from portal.offices.queries import is_posted

PAGE_MEDIA_TYPE = "image/jpeg"


@require_safe
@login_required
def download(request: HttpRequest, token: str) -> FileResponse:
    """The original, as it was uploaded, to be kept by the reader and never shown by the browser itself."""
    file = _readable(request, token)
    if _reads_as_staff(request, file):
        note("files.opened", user=request.user, about=file, what="original")
    content = default_storage.open(file.original_key)
    response = FileResponse(content, as_attachment=True, filename=file.name, content_type=file.media_type)
    return _private(response)


@require_safe
@login_required
def page(request: HttpRequest, token: str, number: str) -> FileResponse:
    """A picture of one page of the cleaned copy. 404 for a page that is not there (yet)."""
    file = _readable(request, token)
    image = file.pages.filter(number=int(number)).first()
    if image is None:
        raise Http404
    if _reads_as_staff(request, file):
        note("files.opened", user=request.user, about=file, what="page", page=image.number)
    content = default_storage.open(image.key)
    # With a name of ours: Django would call it by its storage key.
    return _private(FileResponse(content, filename=f"page-{image.number}.jpg", content_type=PAGE_MEDIA_TYPE))


def _readable(request: HttpRequest, token: str) -> StoredFile:
    """Return a file that this person may open. 404 for strangers, 403 with the reason for those who may know of it."""
    file: StoredFile = get_object_or_404(StoredFile.objects.for_user(request.user), token=token)
    if file.state == FileState.SUSPECT:
        raise PermissionDenied(problem_in_words(file))
    if file.state != FileState.CLEAN and _reads_as_staff(request, file):
        raise PermissionDenied(
            _("“%(name)s” is still being checked, and can be opened once that is done. Try again in a minute.")
            % {"name": file.name}
            if file.state == FileState.PENDING
            else _("“%(name)s” could not be checked, so it cannot be opened. The applicant has to replace it.")
            % {"name": file.name}
        )
    return file


def _reads_as_staff(request: HttpRequest, file: StoredFile) -> bool:
    return is_posted(request.user) and not access.is_own(file.kind, file.owner_id, request.user)


def _private(response: FileResponse) -> FileResponse:
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'; frame-ancestors 'none'"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
