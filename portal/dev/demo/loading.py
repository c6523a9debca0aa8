"""Loading the demonstration: the same people, answers and decisions for the same seed, in one transaction."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random

from django.db import transaction

from applications.models import Application
from applications.review.models import Score
from applications.services.drafts import begin, save_section
from applications.states import Status
from portal.accounts.models import User
from portal.common import clock
from portal.dev.demo import associations, marker, world
from portal.dev.demo.applicants import make_applicant
from portal.dev.demo.applications import Batch, Plan, Staff
from portal.dev.demo.decisions import decide_call
from portal.dev.demo.naming import Name, names
from portal.dev.demo.specimens import Specimens
from portal.dev.demo.world import DemoCall, instant_after
from portal.offices.models import Office, Posting, Role
from portal.outbox.models import Message
from programs.bindings import bound_of
from programs.definitions import Definition
from programs.definitions.answers import missing_documents
from programs.models import CallState

Say = Callable[[str], None]
_DRAFTING = "lotte.maes@mail.example"
_SUBMITTED = "yasmine.elidrissi@mail.example"
_SENTENCES = (
    "Clear aims, and a plan for afterwards that can be checked.",
    "Good grades; the motivation could be closer to the theme.",
    "Knows the subject from practice and writes well.",
    "Solid, but similar programmes abroad were already attended.",
    "Convincing link between studies and the visit.",
)


@transaction.atomic
def load(*, applications: int, seed: int, say: Say) -> int:
    """Load the demonstration and return how many applications it has. The caller has checked the marker."""
    marker.mark("loading")
    random = Random(seed)
    world.make_offices()
    world.make_accounts()
    calls = world.make_calls(seed)
    world.make_colleagues([each.call.office for each in calls])
    say(f"{len(calls)} calls at {len({each.call.office_id for each in calls})} offices")
    specimens = Specimens()
    shares = sum(each.share for each in calls)
    made = 0
    for each in calls:
        count = round(applications * each.share / shares)
        made += _fill(each, count, specimens, random) if count else 0
    _draft_of_lotte(calls[0])
    associations.load()
    # What was decided on the way would be mailed to people who do not exist.
    Message.objects.all().delete()
    marker.mark(f"loaded {made + 1} applications, seed {seed}")
    return made + 1


def _fill(each: DemoCall, count: int, specimens: Specimens, random: Random) -> int:
    call = each.call
    definition = Definition.from_version(call.programme_version)
    binding = call.binding
    assert binding is not None
    wanted = {slot.key: specimens.of(slot.key, call.office) for slot in missing_documents(definition, {}, [])}
    staff = Staff(_posted(call.office, Role.REVIEWER), _posted(call.office, Role.SENIOR_REVIEWER))
    batch = Batch(call, definition, bound_of(binding), wanted, staff, random)
    pool = names(each.country, random)
    themes = [theme.key for theme in call.themes.all()]
    plans = []
    for number in range(count):
        name = pool[number % len(pool)]
        user = None
        if number == 0 and call.slug == "mirai-2026-27-brussels":
            name, user = _yasmine()
        applicant = make_applicant(name, number, call, each.country, definition, themes, random)
        outcome = batch.outcome_of(applicant)
        status = _status(each, outcome, number, random)
        plans.append(Plan(applicant, outcome, status, _begun(each, random), user))
    rows = batch.write(plans)
    in_review = [row for row in rows if row.status == Status.IN_REVIEW]
    _score(in_review, staff, 0.7 if call.state is CallState.OPEN else 1.0, random)
    if each.released and in_review:
        decide_call(call, random)
    return len(rows)


def _status(each: DemoCall, outcome: str, number: int, random: Random) -> str:
    """Return how far an application is: everything beyond review follows from the released shortlists."""
    ended = each.call.state is CallState.ENDED
    draw = 50 if number == 0 else random.randrange(100)
    if draw < 14:
        return Status.CLOSED if ended else Status.DRAFT
    if outcome == Status.NEEDS_CHECK and ended:
        return Status.NOT_ELIGIBLE if draw < 55 else Status.IN_REVIEW
    if outcome != Status.ELIGIBLE:
        return outcome
    if draw < 17:
        return Status.WITHDRAWN
    return Status.ELIGIBLE if not ended and draw < 50 else Status.IN_REVIEW


def _begun(each: DemoCall, random: Random) -> datetime:
    last = min(clock.now(), each.call.closes_at) - timedelta(days=2, hours=3)
    length = max((last - each.call.opens_at).total_seconds() / 86400, 0.1)
    return min(instant_after(each.call, random.random() * length) + timedelta(minutes=random.randrange(59)), last)


def _score(rows: list[Application], staff: Staff, certain: float, random: Random) -> None:
    """Let the reviewer score with the chance `certain`, and the senior reviewer more than half."""
    scores = []
    for row in rows:
        for reviewer, chance in ((staff.reviewer, certain), (staff.senior, 0.6)):
            if reviewer is not None and random.random() < chance:
                scores.append(
                    Score(
                        office_id=row.office_id,
                        application=row,
                        reviewer=reviewer,
                        value=min(98, max(31, round(random.gauss(71, 13)))),
                        sentence=random.choice(_SENTENCES),
                        given_at=(row.submitted_at or row.created_at) + timedelta(days=5),
                    )
                )
    Score.objects.bulk_create(scores, batch_size=500)


def _posted(office: Office, role: Role) -> User | None:
    posting = Posting.objects.filter(office=office, role=role).select_related("user").first()
    return posting.user if posting else None


def _yasmine() -> tuple[Name, User]:
    user = User.objects.get(email=_SUBMITTED)
    return Name("Yasmine El Idrissi", "YASMINE EL IDRISSI", "ياسمين الإدريسي"), user


def _draft_of_lotte(each: DemoCall) -> None:
    """Begin one draft through the services, two sections in, for whoever tries the applicant's side."""
    user = User.objects.get(email=_DRAFTING)
    definition = Definition.from_version(each.call.programme_version)
    applicant = make_applicant(
        Name("Lotte Maes", "LOTTE MAES", ""), 0, each.call, each.country, definition, [], Random(7)
    )
    application = begin(each.call, user=user)
    for group in definition.groups[:2]:
        save_section(application, group.key, applicant.answers[group.key], user=user, expected_version=0, complete=True)
