"""Referees for tests: asked as an applicant asks them, with the links of their mails."""

from __future__ import annotations

import re
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from applications.models import Application
from applications.queries import definition_of
from applications.requests.models import Request
from applications.requests.services.references import ask_referee
from applications.services.drafts import save_section
from portal.outbox.models import Message
from programs.definitions import PersonField
from programs.models import Call
from tests.files.samples import pdf
from tests.scenarios import answers_for
from tests.scenarios import draft as begun

SLOT = "reference_letters"
TYPED = {"known_for": "Three years", "capacity": "Supervisor of the thesis", "text": "She reads <old> hands & new."}


def with_name(call: Call) -> Application:
    """Return a draft with the section that asks for the name."""
    application = begun(call)
    definition = definition_of(application)
    group = next(
        group for group in definition.groups for question in group.questions if question.person is PersonField.FULL_NAME
    )
    answers = answers_for(definition, call)[group.key]
    save_section(application, group.key, answers, user=application.person.user, expected_version=0, complete=True)
    return application


def asked(application: Application, place: int = 1, **who: Any) -> Request:
    """Return a letter asked for as the applicant asks."""
    given = {
        "slot": SLOT,
        "name": f"Prof. Nguyễn Thị {place}",
        "email": f"referee{place}@university.example",
        "relation": "Professor, supervisor of my thesis",
        **who,
    }
    slot = given.pop("slot")
    return ask_referee(application, slot, place, user=application.person.user, **given)


def letter(name: str = "letter.pdf") -> SimpleUploadedFile:
    """Return a letter as a browser sends it."""
    return SimpleUploadedFile(name, pdf(), "application/pdf")


def link_of(request: Request, notice: str = "invited") -> str:
    """Return the path of the link in the newest mail to the referee."""
    mails = Message.objects.filter(template=f"mail/links/referee_{notice}", to_email=request.asked_of.email)
    url = mails.latest("pk").context["url"]
    found = re.fullmatch(r"https?://[^/]+(/letters/[\w-]{40,}/)", url)
    assert found, url
    return found[1]


def mails_to(email: str) -> list[str]:
    """Return the templates of the mails to an address, oldest first."""
    return list(Message.objects.filter(to_email=email).order_by("pk").values_list("template", flat=True))


def now(request: Request) -> Request:
    """Return the row as it is stored, once the database has checked what it checks at the end."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
    return Request.objects.unscoped("a test").select_related("asked_of", "application").get(pk=request.pk)
