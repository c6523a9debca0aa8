"""Staff for tests: people with postings, their browsers, and a second office where the same round is open too."""

from __future__ import annotations

import time
from typing import Any

from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY as RECORDS_OF,
)
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY as RECORDS
from django.test import Client

from applications.models import Application
from applications.review.services import open_review
from applications.states import Status
from portal.accounts.models import User
from portal.offices.models import Office, Role
from programs.models import Call
from programs.services.calls import announce, create_call
from tests.calls import THEMES
from tests.factories import OfficeFactory, PersonFactory, PostingFactory
from tests.scenarios import MEETS_ALL, submitted


def posted(office: Office, role: Role = Role.REVIEWER, *, name: str = "Emi Sato", programme: str = "") -> User:
    """Return somebody who works at an office."""
    user = PersonFactory(full_name=name).user
    PostingFactory(user=user, office=office, role=role, programme=programme)
    return user


def staff_browser(user: User, *, second_factor: bool = True) -> Client:
    """Return a browser signed in as `user`, its session as a sign-in with password and TOTP leaves it."""
    client = Client()
    client.force_login(user)
    methods = ["password", "mfa"] if second_factor else ["password"]
    session = client.session
    session[RECORDS] = [{"method": method, "at": time.time()} for method in methods]
    session[RECORDS_OF] = str(user.pk)
    session.save()
    return client


def reviewer_browser(office: Office, role: Role = Role.REVIEWER, **named: Any) -> Client:
    """Return the browser of somebody new who works at an office."""
    return staff_browser(posted(office, role, **named))


def call_elsewhere(call: Call, code: str = "embassy-netherlands") -> Call:
    """Return the same round's call at another embassy, with the same conditions."""
    office = OfficeFactory(code=code, city="The Hague", country="NL", time_zone="Europe/Amsterdam")
    other = create_call(
        office=office,
        round=call.round,
        slug=f"{call.round.slug}-{code}",
        opens_local=call.opens_local,
        closes_local=call.closes_local,
        parameters=dict(call.parameters),
        themes=THEMES,
    )
    announce(other, actor=None)
    return other


def in_review(call: Call, **how: Any) -> Application:
    """Return an application whose review somebody of its office opened."""
    application = submitted(call, **how)
    open_review(application, user=posted(call.office))
    return application


def needing_check(call: Call, **how: Any) -> Application:
    """Return an application that a rule referred to a person."""
    application = submitted(call, facts={**MEETS_ALL, "declares_healthy": False}, **how)
    assert application.status == Status.NEEDS_CHECK
    return application


def dossier(application: Application, verb: str = "") -> str:
    """Return the address of a dossier, or of one of its verbs."""
    below = f"do/{verb}/" if verb else "change/"
    return f"/admin/applications/application/{application.pk}/{below}"


def answers(browser: Client, path: str) -> int:
    """Return the status of an answer that may carry a file; reading it to its end lets go of the file."""
    response = browser.get(path)
    if response.streaming:
        b"".join(response.streaming_content)
    return int(response.status_code)


QUEUE = "/admin/applications/application/"
