"""The places of the demonstration: offices, rounds, calls, and the accounts of its staff."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP

from portal.accounts.models import Person, User
from portal.common import clock
from portal.dev.demo.accounts import ACCOUNTS
from portal.offices.models import Office, Posting, Role
from programs.models import Call, Round
from programs.services.calls import announce, create_call, create_round

_HERE = Path(__file__).parent
POSTED_FOR = timedelta(days=900)


@dataclass(frozen=True)
class DemoCall:
    """A call with its part of all applications, whether its decisions are out, and whether its programme is over."""

    call: Call
    country: str
    share: int
    released: bool
    over: bool


def make_offices() -> None:
    """Verify the offices that hold calls here; their mail addresses and telephones lead nowhere."""
    data = _read("offices.yaml")
    Office.objects.filter(code__in=data["verified"]).update(verified=True)
    for code, details in data["details"].items():
        Office.objects.filter(code=code).update(**details)
    for office in Office.objects.filter(email="", verified=True):
        office.email = f"exchange@{office.code}.example"
        office.save(update_fields=["email"])


def make_accounts() -> None:
    """Add the demo logins: verified addresses, and for staff a posting and a second factor."""
    since = clock.now() - POSTED_FOR
    for account in ACCOUNTS:
        joined = {"joined_at": since} if account.is_staff else {}
        user = User.objects.create_user(account.email, account.password, **joined)
        EmailAddress.objects.create(user=user, email=account.email, verified=True, primary=True)
        person = Person(user=user, email=account.email)
        person.set_names(full=account.name)
        person.save()
        if account.is_staff:
            office = Office.objects.get(code=account.office)
            Posting.objects.create(
                user=user,
                office=office,
                role=account.role,
                programme=account.programme,
                starts_on=since.date(),
            )
            TOTP.activate(user, account.totp_secret)


def make_colleagues(offices: list[Office]) -> None:
    """Add staff nobody can sign in as: every office has somebody in each role, each ministry an officer."""
    wanted = {(office, role) for office in offices for role in (Role.REVIEWER, Role.SENIOR_REVIEWER, Role.COORDINATOR)}
    wanted |= {(ministry, Role.MINISTRY) for ministry in Office.objects.filter(code__in=("mofa", "mext"))}
    since = clock.now() - POSTED_FOR
    for office, role in sorted(wanted, key=lambda pair: (pair[0].code, pair[1])):
        if not Posting.objects.filter(office=office, role=role).exists():
            user = User.objects.create_user(f"{role.replace('_', '-')}@{office.code}.example", joined_at=since)
            Posting.objects.create(user=user, office=office, role=role, starts_on=since.date())


def make_calls(seed: int) -> list[DemoCall]:
    """Add rounds and announced calls whose days count from today."""
    data = _read("calls.yaml")
    today = clock.now().date()
    for row in data["rounds"]:
        starts, ends = today + timedelta(days=row["starts"]), today + timedelta(days=row["ends"])
        parameters = dict(row["parameters"])
        if row["programme"] == "mirai":
            parameters |= {"programme_end": ends.isoformat(), "age_reference_date": starts.isoformat()}
        create_round(
            programme=row["programme"],
            slug=row["slug"],
            name=row["name"],
            year=row["year"],
            parameters=parameters,
            starts_on=starts,
            ends_on=ends,
        )
    return [_make_call(row, data["themes"], today, seed) for row in data["calls"]]


def _make_call(row: dict[str, Any], themes: list[dict[str, Any]], today: date, seed: int) -> DemoCall:
    office = Office.objects.get(code=row["office"])
    round_ = Round.objects.get(slug=row["round"])
    opens, closes = today + timedelta(days=row["opens"]), today + timedelta(days=row["closes"])
    dates = {"starts_on": round_.starts_on, "ends_on": round_.ends_on}
    with clock.shifted(timedelta(days=row["opens"] - 10 if row["opens"] < 0 else -3)):
        call = create_call(
            office=office,
            round=round_,
            slug=f"{round_.slug}-{office.city.lower().replace(' ', '-')}",
            opens_local=f"{opens}T09:00",
            closes_local=f"{closes}T{row['closes_at']}",
            parameters=_values(row, round_, today),
            themes=[{**theme, **dates} for theme in themes] if row["themes"] else None,
            shortlist_places=row["places"],
            reserve_places=row["reserves"],
            lot_seed=hashlib.sha256(f"{seed}:{row['office']}:{row['round']}".encode()).hexdigest(),
        )
        announce(call, actor=None)
    return DemoCall(call, row["country"], row["share"], row["released"], row.get("over", False))


def _values(row: dict[str, Any], round_: Round, today: date) -> dict[str, Any]:
    """Return a call's own values; the day of a degree counts from today, as all days here."""
    values: dict[str, Any] = dict(row.get("parameters", {}))
    if round_.programme.slug == "mirai":
        values["country"] = row["country"]
    if "degree_in" in row:
        values["degree_deadline"] = (today + timedelta(days=row["degree_in"])).isoformat()
    return values


def _read(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((_HERE / name).read_text(encoding="utf-8"))
    return loaded
