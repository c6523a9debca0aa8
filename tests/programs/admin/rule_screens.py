"""Every page about rules, in the states that look different."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from portal.offices.models import Role
from programs.services import rules
from tests.calls import open_call
from tests.rules import NOTE, author, mirai, months_in_japan, without_months
from tests.scenarios import MEETS_ALL, submitted
from tests.staff import posted, staff_browser

LIST = "/admin/programs/rulesetversion/"
NEW_RULE = "add/?fact=passport_expiry&operator=ge"


def all_screens() -> dict[str, str]:
    """Return each page as HTML by a path of its own. Makes rows: run it inside a transaction that is rolled back."""
    call = open_call()
    for months in (0, 4, 8):
        submitted(call, facts={**MEETS_ALL, "japan_residence_months_total": months})
    emi, ken = author("Emi Sato"), author("Ken Mori")
    desk, other = staff_browser(emi), staff_browser(ken)
    reader = staff_browser(posted(call.office, Role.REVIEWER))
    screens: dict[str, str] = {}

    def keep(path: str, response: Any) -> None:
        screens[path] = response.content.decode()

    published = mirai().published
    assert published is not None
    keep("/published", desk.get(f"{LIST}{published.pk}/change/"))
    keep("/read", reader.get(f"{LIST}{published.pk}/change/"))
    draft = rules.begin_draft(mirai(), actor=emi)
    at = f"{LIST}{draft.pk}/"
    change = f"{at}condition/?key=MIRAI-RES-1&at="
    keep("/draft", desk.get(f"{at}change/"))
    keep("/condition", desk.get(change))
    keep("/condition-wrong", desk.post(change, {"value": "many"}))
    keep("/codes", desk.get(f"{at}condition/?key=MIRAI-NAT-1&at="))
    keep("/age", desk.get(f"{at}condition/?key=MIRAI-AGE-1&at="))
    keep("/fact", desk.get(f"{at}add/"))
    keep("/operator", desk.get(f"{at}add/?key=MIRAI-RES-1&at=&join=any&fact=birth_date"))
    keep("/add", desk.get(f"{at}{NEW_RULE}"))
    keep("/add-wrong", desk.post(f"{at}{NEW_RULE}", {"key": "isnull", "value": "infinity"}))
    keep("/rule", desk.get(f"{at}rule/?key=MIRAI-RES-1"))
    keep("/value", desk.get(f"{at}parameters/?key=min_age"))
    keep("/values", desk.get(f"{at}parameters/"))
    keep("/new-value", desk.get(f"{at}parameters/add/"))
    keep("/new-value-wrong", desk.post(f"{at}parameters/add/", {"key": "isnull", "type": "code"}))
    keep("/nothing-differs", desk.get(f"{at}differences/"))
    draft = rules.change_leaf(draft, "MIRAI-RES-1", (), months_in_japan(10), expected=draft.sha256, actor=emi)
    clash = {"gt": {"fact": "japan_residence_months_total", "value": 12}}
    faulty = rules.join_leaf(draft, "MIRAI-PREV-1", (), "all", clash, expected=draft.sha256, actor=emi)
    keep("/faults", desk.get(f"{at}change/"))
    keep("/cases-failing", desk.get(f"{at}cases/"))
    keep("/cases-wrong", desk.post(f"{at}cases/", {"file": SimpleUploadedFile("cases.yaml", b"cases: [")}))
    keep("/propose-early", desk.get(f"{at}publication/"))
    draft = rules.remove_condition(faulty, "MIRAI-PREV-1", (1,), expected=faulty.sha256, actor=emi)
    draft = without_months(draft, emi)
    keep("/differences", desk.get(f"{at}differences/"))
    keep("/cases", desk.get(f"{at}cases/"))
    keep("/no-preview", desk.get(f"{at}preview/"))
    desk.post(f"{at}preview/")
    keep("/preview", desk.get(f"{at}preview/"))
    keep("/propose", desk.get(f"{at}publication/"))
    rules.propose(draft, note=NOTE, expected=draft.sha256, actor=emi)
    keep("/own-proposal", desk.get(f"{at}publication/"))
    keep("/publish", other.get(f"{at}publication/"))
    return screens
