"""A call whose rules change under its applications: the next version, and people it hits in different states."""

from __future__ import annotations

from typing import Any

from applications.models import Application, Rescreening, RunScope
from applications.review.services import clear, open_review
from applications.services.rescreening import start
from applications.services.rescreening.working import do_chunk
from applications.services.submission import withdraw
from portal.accounts.models import User
from portal.common import clock
from portal.offices.models import Role
from programs.eligibility import parse_rule_set
from programs.models import Call, RuleSetVersion, VersionState
from programs.models.programmes import Origin
from programs.vocabulary import vocabulary
from tests.scenarios import MEETS_ALL, draft, submitted
from tests.staff import posted

PASSPORT: dict[str, Any] = {
    "key": "MIRAI-PASS-2",
    "requirement": "3",
    "text": {"en": "Passport valid until the end of 2035"},
    "when": {"ge": {"fact": "passport_expiry", "value": "2035-12-31"}},
    "on_false": "reject",
    "on_unknown": "pending",
    "sources": ["MIRAI_FI21"],
    "confidence": "high",
}
VALID_LONG = {"passport_expiry": "2040-01-31"}


def publish(
    call: Call, *more: dict[str, Any], without: tuple[str, ...] = (), parameters: dict[str, Any] | None = None
) -> RuleSetVersion:
    """Publish the next version of the call's rules, as the catalogue does: with rules more, and some left out."""
    old = call.rule_set_version
    content = {
        **old.content,
        "rules": [*(r for r in old.content["rules"] if r["key"] not in without), *more],
        "parameters": {**old.content["parameters"], **(parameters or {})},
    }
    read = parse_rule_set(content, vocabulary(), file="the next version")
    RuleSetVersion.objects.filter(rule_set=old.rule_set, state=VersionState.PUBLISHED).update(
        state=VersionState.RETIRED
    )
    return RuleSetVersion.objects.create(
        rule_set=old.rule_set,
        number=old.rule_set.versions.count() + 1,
        state=VersionState.PUBLISHED,
        content=read.content(),
        sha256=read.sha256,
        origin=Origin.CATALOG,
        published_at=clock.now(),
    )


def people(call: Call) -> dict[str, Application]:
    """Return people whom `PASSPORT` hits or not, in the states where it matters."""

    def sent(**changed: Any) -> Application:
        return submitted(call, facts={**MEETS_ALL, **changed})

    found = {
        "fine": sent(**VALID_LONG),
        "hit": sent(),
        "to check": sent(declares_healthy=False),
        "cleared": sent(declares_healthy=False),
        "in review": sent(),
        "withdrawn": sent(),
        "out already": sent(nationalities=["FR"]),
        "draft": draft(call),
    }
    clear(found["cleared"], user=posted(call.office))
    open_review(found["in review"], user=posted(call.office))
    withdraw(found["withdrawn"], user=found["withdrawn"].person.user, reason="Another plan.")
    for application in found.values():
        application.refresh_from_db()
    return found


def coordinator(call: Call) -> User:
    """Return a coordinator of the call's office."""
    return posted(call.office, Role.COORDINATOR, name="Kenji Mori")


def begun(call: Call, *, scope: str = RunScope.OPEN, user: User | None = None) -> Rescreening:
    """Return a run that no worker has looked at yet."""
    return start(call, scope, user=user or coordinator(call))


def finished(run: Rescreening, *, size: int = 2) -> Rescreening:
    """Do a run's chunks here, and return it as it is then."""
    while do_chunk(run.pk, size=size):
        pass
    run.refresh_from_db()
    return run
