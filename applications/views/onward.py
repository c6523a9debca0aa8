"""Where the button below a section's questions leads: on the applicant's pages, and at the desk for papers."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest

from applications.models import Application, Section
from applications.queries import definition_of
from programs.definitions import Group
from programs.forms.section_form import ADD, LATER, is_about_entries, place_to_open


def onward(
    request: HttpRequest,
    application: Application,
    saved: Section,
    group: Group,
    *,
    section: Callable[[str], str],
    later: str,
    check: str,
    documents: str,
) -> str:
    """Return the address: out, back to the entry that the button was about, to the check one came from, or onward.

    The addresses are those of the pages; `section` gives the one of a section by its key.
    """
    pressed, back = request.POST.get("save", ""), request.GET.get("return") == "check"
    if pressed == LATER:
        return later
    if is_about_entries(pressed):
        adding = pressed == ADD
        number = place_to_open(group, request.POST, len(saved.answers.get(group.key) or []) + adding)
        query = "&".join([f"{ADD}=1"] * adding + ["return=check"] * back)
        return f"{section(group.key)}{'?' + query if query else ''}#{group.key}-{number}"
    if back:
        return check
    keys = [each.key for each in definition_of(application).groups]
    after = keys[keys.index(group.key) + 1 :]
    return section(after[0]) if after else documents
