"""The people of the journeys: what an applicant answers, and an applicant who works fast, over plain HTTP."""

from __future__ import annotations

import itertools
import re
import time
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from portal.dev.mailbox import CaughtMail
from tests.files.samples import jpeg, pdf
from tests.journeys.web import Answer, Upload, Web
from tests.live import LivePortal

CALL = "mirai-2026-27-brussels"
PASSWORD = "correct horse battery staple"
PATIENCE = 45.0  # seconds; the machine may be busy with other tests
T = TypeVar("T")
_numbers = itertools.count(1)

# A student who meets every requirement of MIRAI at the Embassy of Japan in Belgium, as a form carries the answers.
ANSWERS: Mapping[str, Mapping[str, Any]] = {
    "about_you": {
        "full_name": "Zoë Carreño y Ünal",
        "passport_name": "CARRENO Y UENAL ZOE",
        "birth_date_day": "27",
        "birth_date_month": "5",
        "birth_date_year": "2003",
        "phone": "+32 2 500 05 80",
    },
    "nationality": {"nationalities": ["BE"], "has_japanese_nationality": "no", "residence_country": "BE"},
    "studies": {
        "institution_country": "BE",
        "institution": "Université libre de Bruxelles",
        "study_field": "European law",
        "study_level": "master",
    },
    "passport": {"passport_expiry_day": "13", "passport_expiry_month": "6", "passport_expiry_year": "2034"},
    "japan_before": {"been_in_japan": "no", "prior_jp_gov_exchange": "no"},
    "commitments": {"english_ok": "yes", "declares_healthy": "yes", "commits_sns_open": "yes"},
    "motivation": {
        "theme": "diplomacy-security",
        "motivation": "I write my thesis on how small states shape large treaties, and I would like to hear how "
        "Japanese diplomats prepare a negotiation that lasts longer than any government.",
        "theme_experience": "Two years of model negotiations, and a summer at the permanent representation.",
        "after_visit": "I will run a seminar at my faculty and write about the visit for the students' paper.",
    },
}
A_STAY_OF_SIX_MONTHS: Mapping[str, str] = {
    "japan_before-1-entered_day": "1",
    "japan_before-1-entered_month": "4",
    "japan_before-1-entered_year": "2022",
    "japan_before-1-left_day": "30",
    "japan_before-1-left_month": "9",
    "japan_before-1-left_year": "2022",
    "japan_before-1-purpose": "study",
}
DOCUMENTS: Mapping[str, Upload] = {
    "passport_copy": Upload("passport.jpg", jpeg(), "image/jpeg"),
    "grade_certificate": Upload("grades.pdf", pdf(2), "application/pdf"),
}


def eventually(what: str, look: Callable[[], T | None], *, seconds: float = PATIENCE) -> T:
    """Look again and again until there is something; fail in words when there is not."""
    deadline = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < deadline, f"after {seconds:g} seconds still not there: {what}"
        time.sleep(0.2)
    return found


def mail_to(portal: LivePortal, address: str, *, about: str) -> CaughtMail:
    """Wait for a mail to an address whose subject holds `about`."""

    def look() -> CaughtMail | None:
        return next((mail for mail in portal.mails(to=address) if about in mail.subject), None)

    return eventually(f"a mail to {address} about “{about}”", look)


def link_in(mail: CaughtMail, holding: str) -> str:
    """Return the address in a mail that holds some words."""
    found = re.search(rf"https?://\S*{holding}\S*", mail.text)
    assert found, f"no link with {holding} in: {mail.text}"
    return found[0]


class Applicant:
    """Somebody with an account who fills in forms as fast as the site answers."""

    def __init__(self, portal: LivePortal, name: str = "Zoë Carreño y Ünal") -> None:
        self.portal = portal
        self.name = name
        self.email = f"applicant{next(_numbers)}@mail.example"
        self.web = Web(portal.base_url)
        self.reference = ""

    def sign_up(self) -> Applicant:
        """Make an account, open the link that comes by mail, sign in."""
        typed = {"email": self.email, "password1": PASSWORD, "password2": PASSWORD}
        assert self.web.post("/accounts/signup/", typed).status == 200
        link = link_in(mail_to(self.portal, self.email, about="address"), "confirm")
        assert self.web.post(link, {}).status == 200
        if self.web.get("/applications/").path != "/applications/":
            self.web.post("/accounts/login/", {"login": self.email, "password": PASSWORD})
        assert self.web.get("/applications/").path == "/applications/"
        return self

    def begin(self, call: str = CALL) -> Applicant:
        """Begin an application and learn its reference."""
        answer = self.web.post(f"/calls/{call}/apply/", {})
        found = re.fullmatch(r"/applications/([^/]+)/", answer.path)
        assert found, answer.words
        self.reference = found[1]
        return self

    def at(self, page: str = "") -> str:
        """Return the path of a page of the application."""
        return f"/applications/{self.reference}/{page}"

    def save(self, section: str, **instead: Any) -> Answer:
        """Save a section with the answers of everybody, some of them other ones; `None` leaves an answer out."""
        version = self.web.get(self.at(f"{section}/")).hidden("version")
        typed = {**ANSWERS[section], "version": version, "save": "continue", **instead}
        return self.web.post(self.at(f"{section}/"), {key: value for key, value in typed.items() if value is not None})

    def upload(self, slot: str, upload: Upload | None = None) -> Answer:
        """Put a file into a slot."""
        return self.web.post(self.at(f"documents/{slot}/"), {}, {"file": upload or DOCUMENTS[slot]})

    def fill_in(self, **instead: Any) -> Applicant:
        """Fill in every section and hand in the documents; `instead` names other answers by their keys."""
        other = {"full_name": self.name, **instead}
        for section, answers in ANSWERS.items():
            mine = {key: value for key, value in other.items() if key in answers or key.startswith(f"{section}-")}
            answer = self.save(section, **mine)
            assert answer.status == 200, answer.words
            assert not answer.path.endswith(f"/{section}/"), answer.words
        for slot in DOCUMENTS:
            assert "is uploaded" in self.upload(slot).words
        return self

    def submit(self) -> Answer:
        """Declare and submit, as the button of the check page does."""
        return self.web.post(self.at("submit/"), self.declared())

    def declared(self) -> dict[str, str]:
        """Return what the form of the check page sends."""
        return {"declaration": "on", "idempotency_key": self.web.get(self.at("check/")).hidden("idempotency_key")}


def ready_to_submit(portal: LivePortal, name: str = "Zoë Carreño y Ünal", **instead: Any) -> Applicant:
    """Return an applicant with everything filled in, but not yet submitted."""
    return Applicant(portal, name).sign_up().begin().fill_in(**instead)
