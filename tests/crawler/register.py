"""One office's register of associations for the crawler's world: shown and hidden ones, their people, and requests."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from alumni.models import Association, FoundingRequest
from alumni.services import (
    ask_to_found,
    change_standing,
    hand_over,
    keep_statutes,
    name_officer,
    place_under,
    record_count,
    settle_founding,
    withdraw_founding,
)
from alumni.states import Standing
from portal.accounts.models import Person
from portal.common import clock
from portal.files.services import process
from portal.offices.models import Office
from tests.alumni.register import an_association, became, recognised
from tests.factories import PersonFactory
from tests.files.samples import pdf, upload


def register_of(office: Office, country: str) -> None:
    """Give an office associations and requests to found some.

    Hidden ones come first: the lowest keys of the other embassy are those that are sent where a key is asked for.
    """
    hidden = _led(recognised(office, "Hidden Circle", country=country, published=False, **_details()))
    fallen_silent = recognised(office, "Silent Circle", country=country, published=False)
    became(fallen_silent, Standing.DORMANT, on=date(2019, 5, 2))
    _founder(office, country)
    shown = _led(recognised(office, f"Alumni {office.code}", country=country, **_details()))
    for name, published, umbrella in (("Chapter", True, hidden), ("Quiet Chapter", False, shown)):
        chapter = an_association(office, f"{name} {office.code}", country=country, published=published)
        place_under(chapter, umbrella, actor=None)
    former = recognised(office, f"Former {office.code}", country=country)  # everybody sees it, not what carries it on
    became(former, Standing.MERGED, on=date(2020, 3, 1), successor=hidden)


def lean_on(one: Office, other: Office) -> None:
    """Place an association of one office under a hidden one of another, and let one be carried on by it.

    So it is where the other office showed its association then, and shows it no longer.
    """
    theirs = Association.objects.unscoped("made here").filter(office=other, published=False).order_by("pk")[0]
    chapter = an_association(one, f"Borderland {one.code}", country=one.country.code, published=False)
    place_under(chapter, theirs, actor=None)
    change_standing(
        chapter, Standing.DISSOLVED, actor=None, on=clock.now().date(), source="mission", reason="Few came.",
        successor=theirs,
    )  # fmt: skip


def _details() -> dict[str, str]:
    return {"local_name": "ქართული წრე", "local_language": "ka", "website": "https://circle.example/"}


def _led(association: Association) -> Association:
    """Officers: one named in public, one not, two whose public term is over or to come; figures with notes."""
    today, soon = clock.now().date(), clock.now().date() + timedelta(days=90)
    agreed: dict[str, Any] = {"public_since": date(2018, 4, 1)}
    for role, starts_on, more in (
        ("secretary", date(2018, 4, 1), {}),
        ("treasurer", soon, agreed),
        ("board", date(2010, 4, 1), {"ends_on": date(2012, 3, 31), **agreed}),
    ):
        name_officer(association, actor=None, role=role, starts_on=starts_on, **_who(association, role), **more)
    before = name_officer(
        association, actor=None, role="president", starts_on=date(2015, 4, 1), **_who(association, "former"), **agreed
    )
    hand_over(before, actor=None, on=date(2022, 4, 1), **_who(association, "president"), **agreed)
    for on, members in ((date(2021, 1, 1), 80), (today, 90), (today, 91)):  # the last in the place of the one before
        record_count(association, actor=None, on=on, members=members, source="association", where="A letter of theirs.")
    filed = keep_statutes(association, actor=None, adopted_on=date(2001, 5, 3), file=upload(pdf(), "statutes.pdf"))
    process(filed.file_id)
    return association


def _who(association: Association, name: str) -> dict[str, str]:
    return {
        "full_name": f"{name.capitalize()} Osei",
        "native_name": "阮氏花",
        "email": f"{name}@{association.slug}.example",
    }


def _founder(office: Office, country: str) -> None:
    """Two people with logins: one waits for an answer; of the other one request was supported, one declined, one
    withdrawn, and one waits too.
    """
    _asked(PersonFactory(full_name="Wanda Waiting"), office, country)
    person: Person = PersonFactory(full_name="Fumiko Founder")
    for supported in (True, False):
        asked = _asked(person, office, country)
        settle_founding(asked, actor=None, supported=supported, answer="The mission has talked about it.")
    withdraw_founding(_asked(person, office, country), user=person.user)
    _asked(person, office, country)


def _asked(person: Person, office: Office, country: str) -> FoundingRequest:
    return ask_to_found(
        user=person.user, office=office, name="Circle to be", local_name="წრე", local_language="ka",
        country=country, city="Ghent", people=12, aims="Meet each month.", wanted="A room for the first evening.",
    )  # fmt: skip
