"""The home of the staff site: every list once, by its own name, and no page that only repeats a part of it."""

import re

from django.test import Client
from django.urls import reverse

from portal.offices.models import Role
from programs.models import Call
from tests.staff import posted, reviewer_browser, staff_browser


def coordinator(call: Call) -> Client:
    return staff_browser(posted(call.office, Role.COORDINATOR))


def test_every_list_is_named_once_and_led_to(call: Call) -> None:
    home = coordinator(call).get(reverse("admin:index")).content.decode()
    names = re.findall(r'<th scope="row"><a href="(/admin/[^"]+)">([^<]+)</a></th>', home)
    assert [name for _address, name in names] == [
        "Applications", "Overrides", "Re-screenings", "Calls", "Jurisdictions", "Programmes", "Rounds",
        "Rule set versions", "Rule sets", "Shortlists",
    ]  # fmt: skip
    for address, _name in names:
        assert coordinator(call).get(address).status_code == 200


def test_an_apps_own_address_leads_home_and_no_page_points_there(call: Call) -> None:
    browser = coordinator(call)
    assert browser.get(reverse("admin:app_list", args=["programs"])).headers["Location"] == reverse("admin:index")
    for page in ("admin:programs_call_changelist", "admin:programs_round_changelist"):
        crumbs = browser.get(reverse(page)).content.decode().partition('<div class="breadcrumbs">')[2]
        assert crumbs.partition("</div>")[0].count("<a ") == 1


def test_who_reads_in_a_language_that_nobody_has_read_is_told_so_on_every_page(call: Call) -> None:
    browser = reviewer_browser(call.office)
    told = "c’est la version anglaise qui fait foi"
    french = {"Accept-Language": "fr"}
    assert told in browser.get(reverse("admin:index"), headers=french).content.decode()
    assert told in browser.get(reverse("admin:applications_application_changelist"), headers=french).content.decode()
    assert "the English ones count" not in browser.get(reverse("admin:index")).content.decode()
