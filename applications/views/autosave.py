"""Saving while somebody types: what can be read is kept on the server, what cannot stays in the page and is named."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _

from applications.forms import BasedOnForm
from applications.models import Application, Section
from applications.queries import answers_of
from applications.services.drafts import save_section
from applications.views import typed
from applications.views.door import status_code_of
from portal.common.errors import DomainError
from programs.definitions import Group
from programs.forms import SectionForm
from programs.forms.keeping import Kept, what_can_be_kept

AUTO = "auto"
"""The value that a script sends where a button would send its own."""

_FOR_GOOD = ("not_a_draft", "not_yours", "unknown_section")


def autosave(request: HttpRequest, application: Application, group: Group) -> JsonResponse:
    """Keep what is typed so far. Answers `said` for the page, and the `version` that the next save starts from.

    `{time}` in it is for the script: `at` by the clock of whoever types.

    409 when another window saved first and 422 when nothing could be kept, with `said` in words, and `final` where
    asking again changes nothing. A section that was
    complete stays so as long as nothing in it is missing or wrong.
    """
    form = SectionForm(group, call=application.call, data=request.POST, partial=True)
    form.is_valid()
    based_on = BasedOnForm(request.POST)
    if not based_on.is_valid():
        return _said(str(based_on.errors["version"][0]), status=422)
    stored = application.sections.filter(key=group.key).first()
    known = answers_of(application, include_health=group.health).get(group.key, {})
    kept = what_can_be_kept(form, known)
    expected = based_on.cleaned_data["version"]
    if stored is not None and kept.answers == known and stored.version == expected:
        return _saved(stored, kept)
    try:
        saved = save_section(
            application,
            group.key,
            kept.answers,
            user=request.user,
            expected_version=expected,
            complete=stored is not None
            and stored.complete
            and not kept.left_out
            and _is_whole(application, group, request),
        )
    except DomainError as error:
        return _said(str(error), status=status_code_of(error), final=error.code in _FOR_GOOD)
    typed.forget(request)
    return _saved(saved, kept)


def _is_whole(application: Application, group: Group, request: HttpRequest) -> bool:
    return SectionForm(group, call=application.call, data=request.POST).is_valid()


def _saved(section: Section, kept: Kept) -> JsonResponse:
    said = _("Saved {time}")
    if kept.left_out:
        said = _("Saved {time}, without: %(questions)s") % {"questions": "; ".join(kept.left_out)}
    return _said(said, version=section.version, at=section.saved_at.isoformat())


def _said(said: str, *, status: int = 200, **more: Any) -> JsonResponse:
    return JsonResponse({"said": said, **more}, status=status)
