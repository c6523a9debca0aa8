"""The register of associations of the demonstration, put into the database; all of it is made up (`register`)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from alumni.models import Association, FoundingRequest, MembershipCount, Officer, StandingChange
from alumni.states import Source, Standing
from portal.accounts.models import Person
from portal.dev.demo.register import Row, rows
from portal.offices.models import Office

_ENDED = {Standing.DORMANT, Standing.MERGED, Standing.DISSOLVED}
_REASONS = {
    Standing.DORMANT: "No meeting and no answer to letters for two years.",
    Standing.MERGED: "Its members decided to go on together with the other association.",
    Standing.DISSOLVED: "Its last general meeting dissolved it.",
}


def load() -> None:
    """Add the associations with their history, figures and officers, and one request to found another."""
    offices = {office.code: office for office in Office.objects.all()}
    made = {row.slug: _association(row, offices[row.office_code]) for row in rows()}
    Association.objects.bulk_create(made.values())
    for row in rows():
        made[row.slug].umbrella = made.get(row.umbrella)
    Association.objects.bulk_update(made.values(), ["umbrella"])
    StandingChange.objects.bulk_create(change for row in rows() for change in _history(row, made))
    MembershipCount.objects.bulk_create(count for row in rows() for count in _counts(row, made[row.slug]))
    _officers(made)
    _founding(offices["emb-be-brussels"])


def _association(row: Row, office: Office) -> Association:
    association = Association(
        office=office,
        slug=row.slug,
        country=row.country,
        city=row.city,
        founded_year=row.founded_year,
        standing=row.standing,
        published=Standing(row.standing) != Standing.FORMING,
    )
    association.set_names(row.names, local=row.local_name, local_language=row.local_language)
    return association


def _history(row: Row, made: dict[str, Association]) -> Iterable[StandingChange]:
    association = made[row.slug]
    steps: list[tuple[str, date]] = [(Standing.FORMING, date(row.founded_year, 1, 1))]
    if row.recognised_on:
        steps.append((Standing.RECOGNISED, row.recognised_on))
    if row.standing in _ENDED:
        steps.append((row.standing, _last_day(row)))
    was = ""
    for number, (standing, on) in enumerate(steps, 1):
        yield StandingChange(
            office_id=association.office_id,
            association=association,
            number=number,
            was=was,
            standing=standing,
            on=on,
            source=Source.MINISTRY if standing == Standing.RECOGNISED else Source.ASSOCIATION,
            reason=_REASONS.get(Standing(standing), ""),
            successor=made.get(row.successor) if standing in (Standing.MERGED, Standing.DISSOLVED) else None,
        )
        was = standing


def _last_day(row: Row) -> date:
    """The day it ended; for one that fell asleep, two years after it was last counted."""
    if row.ended_on:
        return row.ended_on
    last = max((count.on for count in row.counts), default=row.recognised_on or date(row.founded_year, 12, 31))
    return min(date(last.year + 2, 1, 1), date(2026, 1, 1))


def _counts(row: Row, association: Association) -> Iterable[MembershipCount]:
    for count in row.counts:
        yield MembershipCount(
            office_id=association.office_id,
            association=association,
            on=count.on,
            members=count.members,
            source=count.source,
            note=count.note,
        )


def _officers(made: dict[str, Association]) -> None:
    people: list[Person] = []
    terms: list[Officer] = []
    for row in rows():
        association = made[row.slug]
        for officer in row.officers:
            person = Person()
            person.set_names(full=officer.full_name, native=officer.native_name)
            people.append(person)
            terms.append(
                Officer(
                    office_id=association.office_id,
                    association=association,
                    person=person,
                    role=officer.role,
                    starts_on=officer.starts_on,
                    ends_on=officer.ends_on,
                    public_since=officer.starts_on if officer.public else None,
                )
            )
    Person.objects.bulk_create(people)
    Officer.objects.bulk_create(terms)


def _founding(office: Office) -> None:
    person = Person(email="jeroen.dewit@mail.example", language="nl")
    person.set_names(full="Jeroen De Wit")
    person.save()
    FoundingRequest.objects.create(
        office=office,
        asked_by=person,
        name="Leuven Circle of Former Researchers in Japan",
        local_name="Leuvense Kring van Oud-onderzoekers in Japan",
        local_language="nl",
        country="BE",
        city="Leuven",
        people=18,
        aims="We are eighteen researchers who worked at universities in Japan. We want to meet each term, and to tell "
        "students in Leuven what a stay there is like.",
        wanted="A speaker for the first evening, and your newsletter to tell others that we exist.",
    )
