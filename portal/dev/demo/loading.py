"""Loading the demonstration: the same people, answers and decisions for the same seed, in one transaction."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from django.db import transaction

from applications.services.drafts import begin, save_section
from applications.states import Status
from portal.accounts.models import User
from portal.dev.demo import associations, at_the_desk, marker, world
from portal.dev.demo.accounts import ACCOUNTS
from portal.dev.demo.applicants import make_applicant, motivating
from portal.dev.demo.applications import Batch, Staff
from portal.dev.demo.decisions import decide_call
from portal.dev.demo.naming import Name, People
from portal.dev.demo.overrides import propose_one
from portal.dev.demo.planning import make_plan, read_until
from portal.dev.demo.scores import give_scores
from portal.dev.demo.specimens import Specimens
from portal.dev.demo.world import DemoCall
from portal.offices.models import Office, Posting, Role
from portal.outbox.models import Message
from programs.bindings import bound_of
from programs.definitions import Definition
from programs.definitions.answers import missing_documents
from programs.models import CallState

Say = Callable[[str], None]
_DRAFTING = "lotte.maes@mail.example"
_SUBMITTED = "yasmine.elidrissi@mail.example"
_SHOWN = "mirai-2026-27-brussels"
_ON_PAPER = "mirai-2026-27-tbilisi"
# In the call of the demo accounts the first applicants are given, flaw and draw, so that each thing a reviewer does
# waits there however few are loaded: who has submitted and was read, whom a person checks, who is next to be read.
_GIVEN = {
    _SHOWN: {0: (False, 50), 1: (True, 20), 2: (False, 30)},
    "mext-research-2028-brussels": {
        0: (False, 50),
        1: (False, 60),
    },  # a list can be made, however small the demonstration
}


@transaction.atomic
def load(*, applications: int, seed: int, say: Say) -> int:
    """Load the demonstration and return how many applications it has. The caller has checked the marker."""
    marker.mark("loading")
    world.make_offices()
    world.make_accounts()
    calls = world.make_calls(seed)
    world.make_colleagues([each.call.office for each in calls])
    say(f"{len(calls)} calls at {len({each.call.office_id for each in calls})} offices")
    specimens, people = Specimens(), People(Random(seed), taken={account.name for account in ACCOUNTS})
    shares = sum(each.share for each in calls)
    made = 0
    for each in calls:
        count = round(applications * each.share / shares)
        made += _fill(each, count, specimens, people, seed) if count else 0
    _draft_of_lotte(calls[0])
    _at_the_desks(calls)
    made += 2  # Lotte's, and the one on paper
    associations.load()
    # What was decided on the way would be mailed to people who do not exist.
    Message.objects.all().delete()
    marker.mark(f"loaded {made} applications, seed {seed}")
    return made


def _fill(each: DemoCall, count: int, specimens: Specimens, people: People, seed: int) -> int:
    call = each.call
    random = Random(f"{seed}:{call.slug}")
    definition = Definition.from_version(call.programme_version)
    binding = call.binding
    assert binding is not None
    wanted = {slot.key: specimens.of(slot.key, call.office) for slot in missing_documents(definition, {}, [])}
    staff = Staff(_posted(call.office, Role.REVIEWER), _posted(call.office, Role.SENIOR_REVIEWER))
    batch = Batch(call, definition, bound_of(binding), wanted, staff, random)
    themes = motivating([theme.key for theme in call.themes.all()])
    plans = []
    for number in range(count):
        # Everybody draws for themselves: the day of loading then changes nobody else's story.
        own = Random(f"{seed}:{call.slug}:{number}")
        flawed, draw = _GIVEN.get(call.slug, {}).get(number, (None, None))
        name, user = _yasmine() if number == 0 and call.slug == _SHOWN else (people.next(each.country), None)
        applicant = make_applicant(name, number, call, each.country, definition, themes, own, flawed=flawed)
        outcome = batch.outcome_of(applicant)
        plans.append(make_plan(each, applicant, outcome, draw, user, own))
    rows = batch.write(plans)
    opened = {
        row.pk: plan.steps[-1].at for row, plan in zip(rows, plans, strict=True) if row.status == Status.IN_REVIEW
    }
    in_review = [row for row in rows if row.pk in opened]
    give_scores(in_review, opened, staff, 0.7 if call.state is CallState.OPEN else 1.0, read_until(each), random)
    if each.released and in_review:
        decide_call(each, random)
    if call.slug == _SHOWN:
        propose_one(rows, staff.reviewer)
    return len(rows)


def _posted(office: Office, role: Role) -> User | None:
    posting = Posting.objects.filter(office=office, role=role).select_related("user").first()
    return posting.user if posting else None


def _at_the_desks(calls: list[DemoCall]) -> None:
    for each in calls:
        reviewer = _posted(each.call.office, Role.REVIEWER)
        assert reviewer is not None, "every office of a call has somebody in each role"
        if each.call.slug == _ON_PAPER:
            at_the_desk.enter_paper(each, reviewer)
        if each.call.slug == _SHOWN:
            at_the_desk.ask_one(each, reviewer)


def _yasmine() -> tuple[Name, User]:
    user = User.objects.get(email=_SUBMITTED)
    return Name("Yasmine El Idrissi", "EL IDRISSI YASMINE", "ياسمين الإدريسي"), user


def _draft_of_lotte(each: DemoCall) -> None:
    """Begin one draft through the services, two sections in, for whoever tries the applicant's side."""
    user = User.objects.get(email=_DRAFTING)
    definition = Definition.from_version(each.call.programme_version)
    themes = motivating([theme.key for theme in each.call.themes.all()])
    applicant = make_applicant(
        Name("Lotte Maes", "MAES LOTTE", ""), 0, each.call, each.country, definition, themes, Random(7), flawed=False
    )
    application = begin(each.call, user=user)
    for group in definition.groups[:2]:
        save_section(application, group.key, applicant.answers[group.key], user=user, expected_version=0, complete=True)
