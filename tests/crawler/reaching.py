"""What the crawler must have reached, for its silence to mean something."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from django.contrib import admin

from tests.crawler.addresses import Pattern, model_of, patterns
from tests.crawler.columns import name_of, text_columns, watched_models
from tests.crawler.findings import Findings
from tests.crawler.world import OURS, THEIRS, World

NOT_FROM_HERE = {
    "account_confirm_email": "needs the key of a mail; tests/accounts follow it",
    "account_reset_password_from_key": "needs the key of a mail; tests/accounts follow it",
    "mfa_edit_webauthn": "needs a security key; tests/accounts use one in a browser",
    "mfa_remove_webauthn": "needs a security key; tests/accounts use one in a browser",
    "end_session": "needs a second session of one's own; tests/accounts have one",
    "programs_rulesetversion_begin": "one draft is there, and forbids another; tests/programs/admin begin one",
    "letter": "needs the link of a mail; tests/requests follow it",
    "letter_decline": "needs the link of a mail; tests/requests follow it",
    "alert_confirm": "needs the link of a mail; tests/programs/alerts follow it",
    "health-work": "answers 503 where no worker runs, as here",
}
# Columns that somebody must have been rightly shown: the crawler's eyes are open.
STAFF_SEE = {
    "accounts.Person.full_name", "accounts.User.email", "admin.LogEntry.change_message", "outbox.Message.last_error",
    "applications.Application.reference", "applications.Section.answers", "applications.EventReason.text",
    "review.RefusalProposal.text", "shortlists.Shortlist.reason_text", "shortlists.LineMove.reason",
    "files.StoredFile.name", "content of a file", "picture of a page", "programs.Call.notes", "programs.Theme.name",
    "alumni.Association.name", "alumni.StandingChange.reason", "alumni.MembershipCount.note",
    "alumni.FoundingRequest.aims",
}  # fmt: skip


@dataclass
class Reached:
    """The sum of several visitors' crawls."""

    visitors: int = 0
    shown: set[str] = field(default_factory=set)
    seen: set[str] = field(default_factory=set)

    def add(self, findings: Findings) -> None:
        """Count one visitor."""
        self.visitors += 1
        self.shown |= findings.reached | findings.led_on | findings.done
        self.seen |= findings.seen


def is_for_staff(pattern: Pattern) -> bool:
    """Say whether a pattern is one that staff of an embassy walk."""
    asks = pattern.route.startswith("alumni/found/")  # anybody may, and withdraws what they asked themselves
    return pattern.route.startswith(("admin/", "files/", "alumni/")) and not asks and not writes_rules(pattern)


def writes_rules(pattern: Pattern) -> bool:
    """Say whether a pattern is one that a programme's coordinators at the ministry walk."""
    return pattern.route.startswith("admin/programs/rulesetversion/<int:pk>/")


def unreached(reached: Reached, wanted: Callable[[Pattern], bool], shown: set[str]) -> list[str]:
    """Return in words each wanted page that showed itself to nobody, and each column that nobody was shown."""
    pages = [
        f"the address pattern {pattern.route!r} ({pattern.name or 'without a name'})"
        for pattern in patterns()
        if wanted(pattern) and pattern.route not in reached.shown and not _excused(pattern)
    ]
    return pages + [f"the column {column}: nobody was shown one of its canaries" for column in shown - reached.seen]


def _excused(pattern: Pattern) -> bool:
    # Nothing is deleted in the staff site, and some things are made by services only: 403 in words, which were read.
    if pattern.name in NOT_FROM_HERE or pattern.name.endswith("_delete"):
        return True
    model = model_of(pattern.route)
    if model is None or not pattern.name.endswith("_add"):
        return pattern.route.endswith("(?P<url>.*)$")  # what is no page at all
    return not getattr(admin.site.get_model_admin(model), "add_roles", None)


def without_rows(world: World) -> list[str]:
    """Return the tables of which an embassy has no row: their pages would show no canary."""
    offices = {model: {row.place.office for row in world.of(model)} for model in watched_models()}
    return [model._meta.label for model in watched_models() if not {OURS, THEIRS} <= offices[model]]


def without_canary(world: World) -> list[str]:
    """Return the text columns that carry no canary of the other embassy."""
    carrying = {canary.column for canary in world.canaries if canary.place.office == THEIRS}
    return [name for name in _columns() if name not in carrying]


def _columns() -> Iterator[str]:
    for model in watched_models():
        for column in text_columns(model):
            yield name_of(column)
