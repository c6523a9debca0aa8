"""What staff can do with a request: each verb with its form, when it is offered, and the service it calls."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from applications.permissions import may, roles_on
from applications.requests.appeals import appealable
from applications.requests.deciders import deciders_of
from applications.requests.models import Request
from applications.requests.services.appeals import settle_appeal
from applications.requests.services.asking import check_answer, give_time, send_back, take_back
from applications.requests.services.at_desk import file_answer, may_file
from applications.requests.states import OF_APPLICANT, PENDING, Kind, Outcome, State
from applications.review.forms import VersionForm
from applications.review.request_forms import MoreTimeForm, PaperAnswerForm, PaperDocumentForm, SendBackForm, SettleForm
from applications.states import OVER
from applications.workflow import By, Event

Text = str | Promise


@dataclass(frozen=True)
class RequestVerb:
    """One form of a request's page."""

    name: str
    title: Text
    button: Text
    done: Text
    form: type[VersionForm]
    offered: Callable[[Request, Any], bool]
    run: Callable[[Request, Any, Mapping[str, Any]], Any]
    text: Text = ""
    kind: str = ""


def _reviews(request: Request, user: Any) -> bool:
    return By.REVIEWER in roles_on(user, request.application) and request.application.status not in OVER


def _settles(request: Request, user: Any) -> bool:
    if request.kind != Kind.APPEAL or request.state != State.RECEIVED:
        return False
    found = appealable(request.application)
    if found is None or not may(user, Event.REOPEN, request.application):
        return False
    return user.pk not in deciders_of(found.decision)


def _answered(request: Request, user: Any) -> bool:
    return request.kind != Kind.APPEAL and request.state == State.RECEIVED and _reviews(request, user)


def _filing(name: str, kind: Kind, form: type[VersionForm]) -> RequestVerb:
    return RequestVerb(
        name, _("The answer came on paper"), _("File the answer"), _("The answer is filed."), form,
        offered=lambda request, user: request.kind == kind and may_file(request, user)
        and request.application.status not in OVER,
        run=lambda request, user, data: file_answer(request, user=user, **data),
        text=_("For an applicant who has no account: what you file counts as the applicant's answer, and cannot be "
               "changed."),
    )  # fmt: skip


VERBS: tuple[RequestVerb, ...] = (
    _filing("file-document", Kind.DOCUMENT, PaperDocumentForm),
    _filing("file-answer", Kind.INFORMATION, PaperAnswerForm),
    RequestVerb(
        "in-order", _("What came is in order"), _("In order"), _("It is in order; nothing more is asked."), VersionForm,
        offered=_answered,
        run=lambda request, user, data: check_answer(request, user=user, **data),
    ),
    RequestVerb(
        "ask-again", _("Something is not right yet"), _("Send back"), _("It is sent back, with your words."),
        SendBackForm,
        offered=_answered,
        run=lambda request, user, data: send_back(request, user=user, **data),
        kind="secondary",
    ),
    RequestVerb(
        "more-time", _("More time"), _("Move the date"), _("The date is moved; who is asked is told."), MoreTimeForm,
        offered=lambda request, user: request.kind != Kind.APPEAL
        and request.state in PENDING | {State.EXPIRED} and _reviews(request, user),
        run=lambda request, user, data: give_time(request, user=user, **data),
        kind="secondary",
    ),
    RequestVerb(
        "ask-no-longer", _("Not needed any more"), _("Ask no longer"), _("It is not asked any more."), VersionForm,
        offered=lambda request, user: request.kind in OF_APPLICANT and request.state in PENDING
        and _reviews(request, user),
        run=lambda request, user, data: take_back(request, user=user, **data),
        text=_("The applicant is told by mail."),
        kind="secondary",
    ),
    RequestVerb(
        "uphold", _("Uphold the appeal"), _("Uphold and take up again"), _("The application is taken up again."),
        SettleForm,
        offered=_settles,
        run=lambda request, user, data: settle_appeal(request, Outcome.UPHELD, user=user, **data),
        text=_("The decision is rolled back: the application goes on where it stood before it."),
    ),
    RequestVerb(
        "not-uphold", _("Do not uphold the appeal"), _("Do not uphold"), _("The appeal is settled."), SettleForm,
        offered=_settles,
        run=lambda request, user, data: settle_appeal(request, Outcome.NOT_UPHELD, user=user, **data),
        text=_("The decision stays. The applicant reads your reason."),
        kind="warning",
    ),
)  # fmt: skip
BY_NAME: Mapping[str, RequestVerb] = {verb.name: verb for verb in VERBS}
