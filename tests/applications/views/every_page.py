"""The applicant's pages empty, filled and wrong, as the site sends them."""

from __future__ import annotations

from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from applications.models import Application
from applications.services.editions import keep_mine
from applications.states import Status
from portal.common import clock
from portal.outbox.models import Message, MessageState
from programs.models import Call
from tests import scenarios
from tests.applications.new_rules import PASSPORT
from tests.applications.test_editions import change_rules
from tests.calls import open_call
from tests.factories import PersonFactory

_FAILING = {
    **scenarios.MEETS_ALL,
    "birth_date": "2009-05-27",
    "passport_expiry": "2027-02-01",
    "english_ok": False,
    "declares_healthy": False,
}


def all_pages() -> dict[str, str]:
    """Return pages by a path that says what is on them. Writes rows: call it where they are rolled back."""
    call = open_call()
    pages = {"/list/empty": _list(_web(PersonFactory().user))}

    draft = scenarios.draft(call)
    web = _web(draft.person.user)
    pages["/begin"] = web.get(reverse("application_begin", args=[call.slug])).content.decode()
    pages["/draft/new"] = _page(web, "application", draft)
    for group in scenarios.definition(call).groups:
        pages[f"/section/{group.key}"] = _page(web, "application_section", draft, group.key)
    for key in ("about_you", "nationality", "motivation"):  # between them every kind of question
        pages[f"/section/{key}/wrong"] = _sent(web, "application_section", draft, key, data={"save": "now"})
    pages["/section/conflict"] = _conflict(web, draft)
    pages["/documents/empty"] = _page(web, "application_documents", draft)
    executable = {"file": SimpleUploadedFile(f"{'passport' * 25}.pdf", b"MZ\x00" * 50)}
    pages["/documents/wrong"] = _sent(web, "application_upload", draft, "passport_copy", data=executable)
    pages["/check/missing"] = _page(web, "application_check", draft)
    pages["/check/refused"] = _sent(web, "application_submit", draft, data={"declaration": "on"})
    pages["/withdraw"] = _page(web, "application_withdraw", draft)
    pages["/withdraw/wrong"] = _sent(web, "application_withdraw", draft, data={"reason": ""})

    failing = scenarios.filled_in(call, facts=_FAILING)
    web = _web(failing.person.user)
    pages["/check/not_eligible"] = _page(web, "application_check", failing)
    Call.objects.filter(pk=call.pk).update(accepts_not_eligible=False)
    pages["/check/turned_away"] = _sent(web, "application_submit", failing, data={"declaration": "on"})
    Call.objects.filter(pk=call.pk).update(accepts_not_eligible=True)

    ready = scenarios.filled_in(call)
    web = _web(ready.person.user)
    pages["/documents/filled"] = _page(web, "application_documents", ready)
    pages["/documents/remove"] = _page(web, "application_remove", ready, "passport_copy")
    pages["/check/ready"] = _page(web, "application_check", ready)
    pages["/check/undeclared"] = _sent(web, "application_submit", ready, data={})
    _sent(web, "application_submit", ready, data={"declaration": "on"})
    pages["/confirmation"] = _page(web, "application_confirmation", ready)
    pages["/list/filled"] = _list(web)
    Message.objects.update(state=MessageState.FAILED)
    pages["/status/eligible"] = _page(web, "application", ready)

    young = {**scenarios.MEETS_ALL, "birth_date": "2009-05-27", "japan_residence_months_total": 9}
    for name, facts in (("needs_check", {**scenarios.MEETS_ALL, "english_ok": False}), ("not_eligible", young)):
        application = scenarios.submitted(call, facts=facts)
        web = _web(application.person.user)
        pages[f"/status/{name}"] = _page(web, "application", application)
        pages[f"/confirmation/{name}"] = _page(web, "application_confirmation", application)
    for status in (Status.IN_REVIEW, Status.SHORTLISTED, Status.NOT_SHORTLISTED, Status.WITHDRAWN):
        application = scenarios.moved_to(scenarios.submitted(call), status)
        pages[f"/status/{status}"] = _page(_web(application.person.user), "application", application)

    pages |= _newer_rules(call, failing)
    pages |= _claims()

    Call.objects.filter(pk=call.pk).update(closes_at=clock.now() - timedelta(minutes=11))
    begin = reverse("application_begin", args=[call.slug])
    pages["/begin/ended"] = _web(PersonFactory().user).post(begin).content.decode()
    pages["/list/ended"] = _list(_web(draft.person.user))
    scenarios.moved_to(draft, Status.CLOSED)
    pages["/begin/ended/with-a-draft"] = _web(draft.person.user).post(begin).content.decode()
    return pages


def _claims() -> dict[str, str]:
    """The page on which somebody claims what was entered from their paper: empty, wrong, refused."""
    web, path = _web(PersonFactory().user), reverse("application_claim")
    born = {"birth_date_day": "27", "birth_date_month": "5", "birth_date_year": "2003"}
    return {
        "/claim": web.get(path).content.decode(),
        "/claim/wrong": web.post(path, {"code": "", "birth_date_day": "31", "birth_date_month": "2"}).content.decode(),
        "/claim/refused": web.post(path, {"code": "ABCD-EFGH-JKMN-PQRS-TVWX", **born}).content.decode(),
    }


def _newer_rules(call: Call, draft: Application) -> dict[str, str]:
    """The pages of a draft whose call has newer rules: undecided, in another language, refused, declined."""
    change_rules(call, PASSPORT, without=("MIRAI-SNS-1", "MIRAI-RES-1"))
    web, japanese = _web(draft.person.user), _web(draft.person.user)
    japanese.defaults["HTTP_ACCEPT_LANGUAGE"] = "ja"
    pages = {
        "/draft/newer-rules": _page(web, "application", draft),
        "/check/newer-rules": _page(web, "application_check", draft),
        "/rules": _page(web, "application_rules", draft),
        "/rules/ja": _page(japanese, "application_rules", draft),
        "/rules/stale": _sent(web, "application_rules", draft, data={"binding": "1", "decision": "keep"}),
    }
    keep_mine(draft, user=draft.person.user, expected_binding=2)
    return pages | {
        "/draft/newer-rules/declined": _page(web, "application", draft),
        "/rules/declined": _page(web, "application_rules", draft),
    }


def _web(user: object) -> Client:
    client = Client()
    client.force_login(user)
    return client


def _list(web: Client) -> str:
    return web.get(reverse("application_list")).content.decode()


def _page(web: Client, name: str, application: Application, *more: str) -> str:
    response = web.get(reverse(name, args=[application.reference, *more]))
    assert response.status_code == 200, (name, more, response.status_code)
    return response.content.decode()


def _sent(web: Client, name: str, application: Application, *more: str, data: dict[str, object]) -> str:
    return web.post(reverse(name, args=[application.reference, *more]), data).content.decode()


def _conflict(web: Client, draft: Application) -> str:
    group = scenarios.definition(draft.call).groups[0]
    answers = scenarios.answers_for(scenarios.definition(draft.call), draft.call)[group.key]
    sent = scenarios.posted(group, answers, version=0, save="later")
    _sent(web, "application_section", draft, group.key, data=sent)
    other = {**sent, "full_name": "Zoë Carreño y Ünal", "birth_date_day": 28}
    return _sent(web, "application_section", draft, group.key, data=other)
