"""The staff site's pages as a reviewer, a senior reviewer and an operator get them: empty, filled and refused."""

from applications.review.services import give_score, propose_refusal
from portal.audit.models import Entry
from portal.offices.models import Role
from tests.calls import open_call
from tests.factories import OfficeFactory
from tests.scenarios import submitted
from tests.staff import QUEUE, dossier, in_review, needing_check, posted, reviewer_browser, staff_browser

LONG = "Maria Fernanda Guadalupe de los Ángeles Villavicencio-Etxeberria y Nguyễn Thị Hương"

UNBROKEN = "Wolfeschlegelsteinhausenbergerdorff" * 5


def all_pages() -> dict[str, str]:
    """Return the pages by an address to serve them at. Needs a database."""
    call = open_call()
    reviewer, senior = staff_browser(posted(call.office)), reviewer_browser(call.office, Role.SENIOR_REVIEWER)
    pages = {"/empty-home": reviewer.get("/admin/"), "/empty-queue": reviewer.get(QUEUE)}
    reviewed, checked = in_review(call, full_name=LONG), needing_check(call, full_name="محمد العربي")
    submitted(call)
    unbroken = in_review(call, full_name=UNBROKEN)
    give_score(reviewed, user=posted(call.office), value=71, sentence="Says what it is for.", expected_version=0)
    pages |= {
        "/home": reviewer.get("/admin/"),
        "/queue": reviewer.get(QUEUE, {"q": "a"}),
        "/review": reviewer.get(dossier(reviewed)),
        "/review-refused": reviewer.post(dossier(reviewed, "score"), {"value": "140", "sentence": ""}),
        "/unbroken": reviewer.get(dossier(unbroken)),
        "/check": reviewer.get(dossier(checked)),
        "/closed": reviewer.get("/admin/offices/posting/"),
    }
    propose_refusal(checked, user=posted(call.office), reason_code="wrong_office", text="Try The Hague.")
    operator = reviewer_browser(call.office, Role.OPERATOR)
    made = Entry.objects.get(code="programs.call_made")
    pages |= {
        "/refusal": senior.get(dossier(checked)),
        "/postings": operator.get("/admin/offices/posting/"),
        "/posting": operator.get("/admin/offices/posting/add/"),
        "/posting-refused": operator.post("/admin/offices/posting/add/", {"email": "nobody@example.org"}),
        "/logins": operator.get("/admin/accounts/user/"),
        "/trail": operator.get("/admin/audit/entry/"),
        "/trail-entry": operator.get(f"/admin/audit/entry/{made.pk}/change/"),
        "/trail-of-all": reviewer_browser(OfficeFactory(code="ministry", kind="ministry"), Role.AUDITOR).get(
            "/admin/audit/entry/?area=applications&day=2026-02-31"
        ),
    }
    return {path: answer.content.decode() for path, answer in pages.items()}
