"""Corrections after submission, and the sections with entries and ranked choices, as the site sends them."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.urls import reverse

from applications.models import Application
from applications.review.services import set_aside_addendum, take_addendum
from applications.services.drafts import save_section
from portal.accounts.models import User
from portal.offices.models import Role
from programs.definitions import Group
from programs.models import Call
from programs.services.calls import announce
from tests import scenarios
from tests.applications.corrections import corrected
from tests.applications.views.pages import value_of
from tests.calls import jet_call, mext_beside, open_call
from tests.staff import needing_check, posted


def all_pages() -> dict[str, str]:
    """Return pages by a path that says what is on them. Writes rows: call it where they are rolled back."""
    mirai = open_call()
    jet = jet_call("emb-be-brussels", degree_deadline="2027-06-25")
    announce(jet, actor=None)
    return {**_corrections(mirai), **_sections(mext_beside(mirai), "mext"), **_sections(jet, "jet")}


def _corrections(call: Call) -> dict[str, str]:
    sent = scenarios.submitted(call)
    web, home = _web(sent.person.user), reverse("application_addenda", args=[sent.reference])
    pages: dict[str, Any] = {"/addenda/none": web.get(home)}
    for group in scenarios.definition(call).groups:
        pages[f"/correct/{group.key}"] = web.get(_correct(sent, group.key))
    form = pages["/correct/about_you"]
    keys = {name: value_of(form, name) for name in ("based_on", "idempotency_key")}
    group = scenarios.definition(call).groups[0]
    now = scenarios.posted(group, sent.sections.get(key="about_you").answers, reason="I mistyped it.", **keys)
    other = {**now, "full_name": "Zoë Díaz " + "Wolfeschlegelsteinhausenbergerdorff" * 3}
    pages["/correct/wrong"] = web.post(_correct(sent, "about_you"), {"step": "check", "full_name": "", **keys})
    pages["/correct/nothing"] = web.post(_correct(sent, "about_you"), {**now, "step": "check"})
    pages["/correct/check"] = web.post(_correct(sent, "about_you"), {**other, "step": "check"})
    pages["/addendum/waiting"] = web.post(_correct(sent, "about_you"), {**other, "step": "send"}, follow=True)
    pages["/addenda/waiting"] = web.get(home)
    pages["/status/corrected"] = web.get(reverse("application", args=[sent.reference]))

    answered = needing_check(call)
    reader = posted(call.office, Role.SENIOR_REVIEWER)
    take_addendum(corrected(answered, full_name="Zoë Díaz"), user=reader)
    set_aside_addendum(corrected(answered, institution="Another one"), user=reader, words="It is no university.")
    web = _web(answered.person.user)
    for number in (1, 2):
        pages[f"/addendum/{number}"] = web.get(reverse("application_addendum", args=[answered.reference, number]))
    pages["/addenda/answered"] = web.get(reverse("application_addenda", args=[answered.reference]))
    return _bodies(pages)


def _sections(call: Call, name: str) -> dict[str, str]:
    """Each section of a programme: as it first is, sent in empty, with one more entry, and filled in."""
    draft = scenarios.draft(call)
    web, pages = _web(draft.person.user), dict[str, Any]()
    definition = scenarios.definition(call)
    answers = scenarios.answers_for(definition, call)
    for group in definition.groups:
        path = reverse("application_section", args=[draft.reference, group.key])
        pages[f"/{name}/{group.key}/empty"] = web.get(path)
        pages[f"/{name}/{group.key}/wrong"] = web.post(path, {"version": 0, "save": "continue", **_wrong(group)})
        if group.entries:
            added = {**scenarios.posted(group, answers[group.key]), "version": 0, "save": "add"}
            pages[f"/{name}/{group.key}/one-more"] = web.post(path, added, follow=True)
    other = scenarios.draft(call)
    for group in definition.groups:
        filled = {**answers[group.key], **_entries(group)}
        save_section(other, group.key, filled, user=other.person.user, expected_version=0, complete=True)
        path = reverse("application_section", args=[other.reference, group.key])
        pages[f"/{name}/{group.key}/filled"] = _web(other.person.user).get(path)
    pages[f"/{name}/draft"] = _web(other.person.user).get(reverse("application", args=[other.reference]))
    pages[f"/{name}/check"] = _web(other.person.user).get(reverse("application_check", args=[other.reference]))
    return _bodies(pages)


def _wrong(group: Group) -> dict[str, str]:
    """Return what is wrong in an entry where a group has some: a date before another, a number that is none."""
    if group.entries is None:
        return {}
    typed = {"began_day": "31", "began_month": "2", "began_year": "2020", "first": "many", "entered_day": "40"}
    return {f"{group.key}-1-{name}": value for name, value in typed.items()}


def _entries(group: Group) -> dict[str, Any]:
    """Return two entries of a group that asks for some, so that they can be moved and removed."""
    if group.entries is None:
        return {}
    entry = {
        "university": "Kyoto University", "school": "Graduate School of Letters", "country": "BE",
        "degree_title": "Bachelor of Arts", "began": "2019-09-15", "ended": "2022-06-30", "scale": "five_levels",
        "first": "60", "second": "30", "place": "Kitakyushu", "reason": "A sister city", "employer": "A school",
        "work": "Teacher", "certificate": "JLPT N2", "result": "Passed", "taken_on": "2025-12-07",
        "entered": "2018-07-01", "left": "2018-07-30", "purpose": "visit",
    }  # fmt: skip
    mine = {question.key for question in group.entries.questions}
    gate = {group.entries.only_if.question: True} if group.entries.only_if else {}
    return {**gate, group.key: [{key: value for key, value in entry.items() if key in mine}] * 2}


def _correct(application: Application, key: str) -> str:
    return reverse("application_correct", args=[application.reference, key])


def _web(user: User) -> Client:
    web = Client()
    web.force_login(user)
    return web


def _bodies(pages: dict[str, Any]) -> dict[str, str]:
    for path, answer in pages.items():
        assert answer.status_code in (200, 409, 422), (path, answer.status_code)
    return {path: answer.content.decode() for path, answer in pages.items()}
