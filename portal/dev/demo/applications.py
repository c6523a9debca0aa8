"""Made-up applications up to review, many at a time: the same rows the services write, in batches.

Everything later (shortlists, nominations, results) goes through the services themselves.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.db.models import Model

from applications import health
from applications.models import (
    Application,
    ApplicationEvent,
    Choice,
    Document,
    HealthAnswer,
    ScreeningResult,
    Section,
    Snapshot,
    SnapshotValues,
    SubmissionAttempt,
)
from applications.models.events import EventReason
from applications.services.screening import salted_sha256
from applications.states import BEFORE_SUBMISSION, Status
from applications.workflow import By, Edge, Event, edge_for, path_to
from portal.accounts.models import Person, User
from portal.common.reference import new_reference
from portal.dev.demo.applicants import Applicant
from portal.dev.demo.specimens import copies, page_copies
from portal.files.models import PageImage, StoredFile
from programs.definitions import Definition
from programs.definitions.answers import facts_from, missing_documents
from programs.eligibility import ENGINE_VERSION, Bound, evaluate, health_verdicts
from programs.models import Call
from programs.vocabulary import vocabulary


@dataclass(frozen=True)
class Plan:
    """One application to make: who, what the rules say of it, how far it is, and when it was begun."""

    applicant: Applicant
    outcome: str
    status: str
    begun_at: datetime
    user: User | None = None


@dataclass(frozen=True)
class Staff:
    """Who acts in the demonstration at one office."""

    reviewer: User | None
    senior: User | None

    def acting(self, by: By, applicant: User | None) -> User | None:
        """Return the login that does what `by` does."""
        return {By.APPLICANT: applicant, By.REVIEWER: self.reviewer, By.SENIOR_REVIEWER: self.senior}.get(by)


def way_to(plan: Plan) -> list[tuple[Edge, str, Status]]:
    """Return the way a made-up application took: submitted as the rules deserve, then the shortest to its status.

    Who withdraws does so out of the review.
    """
    if plan.status in BEFORE_SUBMISSION:
        return path_to(plan.status)
    submit = edge_for(Event.SUBMIT, Status.DRAFT)
    assert submit is not None
    way = [(submit, plan.outcome, Status(plan.outcome))]
    if plan.status != Status.WITHDRAWN:
        return way + path_to(plan.status, start=plan.outcome)
    withdraw = edge_for(Event.WITHDRAW, Status.IN_REVIEW)
    assert withdraw is not None
    return [*way, *path_to(Status.IN_REVIEW, start=plan.outcome), (withdraw, "", Status.WITHDRAWN)]


class Batch:
    """Collects rows of a call's applications and writes them table by table."""

    def __init__(
        self,
        call: Call,
        definition: Definition,
        bound: Bound,
        specimens: dict[str, StoredFile],
        staff: Staff,
        random: Random,
    ) -> None:
        self.call, self.definition, self.bound = call, definition, bound
        self.specimens, self.staff, self.random = specimens, staff, random
        self.binding = call.binding
        self.themes = {theme.key: theme for theme in call.themes.all()}

    def outcome_of(self, applicant: Applicant) -> str:
        """Return what the rules say of somebody who hands in everything."""
        return evaluate(self.bound, self._facts(applicant)).outcome.value

    def write(self, plans: list[Plan]) -> list[Application]:
        """Write applications with everything below them; return them in the order of `plans`."""
        people = self._people(plans)
        applications = [self._application(plan, person) for plan, person in zip(plans, people, strict=True)]
        Application.objects.bulk_create(applications, batch_size=500)
        pairs = list(zip(plans, applications, strict=True))
        self._answers(pairs)
        self._documents(pairs)
        self._history(pairs)
        self._screenings([(p, a) for p, a in pairs if p.status not in BEFORE_SUBMISSION])
        return applications

    def _people(self, plans: list[Plan]) -> list[Person]:
        people = []
        for plan in plans:
            person = plan.user.person if plan.user else Person(email=plan.applicant.email)
            name = plan.applicant.name
            person.set_names(full=name.full, passport=name.passport, native=name.native)
            person.birth_date = plan.applicant.birth_date
            people.append(person)
        Person.objects.bulk_create([person for person in people if person.pk is None], batch_size=500)
        for person in people:
            person.save()
        return people

    def _application(self, plan: Plan, person: Person) -> Application:
        sent = None if plan.status in BEFORE_SUBMISSION else plan.begun_at + timedelta(days=2)
        application: Application = self._scoped(
            Application,
            call=self.call,
            person=person,
            reference=new_reference(self.random.choice),
            lot_token=f"{self.random.getrandbits(128):032x}",
            status=plan.status,
            version=len(way_to(plan)),
            programme_version=self.call.programme_version,
            binding=self.binding,
            created_at=plan.begun_at,
            submitted_at=sent,
        )
        return application

    def _answers(self, pairs: list[tuple[Plan, Application]]) -> None:
        sections, secrets, choices = [], [], []
        for plan, application in pairs:
            kept = list(plan.applicant.answers.items())
            if plan.status in BEFORE_SUBMISSION:
                kept = kept[: self.random.randint(1, len(kept) - 1)]
            for number, (key, answers) in enumerate(kept):
                sections.append(
                    self._scoped(
                        Section,
                        application=application,
                        key=key,
                        answers=answers,
                        complete=True,
                        saved_at=plan.begun_at + timedelta(minutes=7 * number + 3),
                    )
                )
            if plan.status not in BEFORE_SUBMISSION:
                for key, value in plan.applicant.health.items():
                    secrets.append(
                        self._scoped(HealthAnswer, application=application, key=key, ciphertext=health.encrypt(value))
                    )
            theme = self.themes.get(plan.applicant.theme)
            choices.append(self._scoped(Choice, application=application, theme=theme))
        Section.objects.bulk_create(sections, batch_size=500)
        HealthAnswer.objects.bulk_create(secrets, batch_size=500)
        Choice.objects.bulk_create(choices, batch_size=500)

    def _documents(self, pairs: list[tuple[Plan, Application]]) -> None:
        for slot, original in self.specimens.items():
            wanted = [(plan, application) for plan, application in pairs if slot in self._slots(plan)]
            files = copies(original, [self.call.office for _ in wanted])
            for (plan, _application), file in zip(wanted, files, strict=True):
                file.uploaded_at = plan.begun_at
            StoredFile.objects.bulk_create(files, batch_size=500)
            PageImage.objects.bulk_create(page_copies(original, files), batch_size=500)
            documents = [
                self._scoped(Document, application=application, slot=slot, file=file, added_at=plan.begun_at)
                for (plan, application), file in zip(wanted, files, strict=True)
            ]
            Document.objects.bulk_create(documents, batch_size=500)
            for document, file in zip(documents, files, strict=True):
                file.owner_id = document.pk
            StoredFile.objects.bulk_update(files, ["owner_id"], batch_size=500)

    def _slots(self, plan: Plan) -> set[str]:
        if plan.status in BEFORE_SUBMISSION:
            return set()
        return {slot.key for slot in missing_documents(self.definition, plan.applicant.answers, [])}

    def _history(self, pairs: list[tuple[Plan, Application]]) -> None:
        events, reasons, attempts = [], [], []
        for plan, application in pairs:
            here = Status.DRAFT
            at = application.submitted_at or plan.begun_at
            for number, (edge, outcome, there) in enumerate(way_to(plan), start=1):
                event = self._scoped(
                    ApplicationEvent,
                    application=application,
                    sequence=number,
                    event=edge.event.value,
                    outcome=outcome,
                    from_status=here,
                    to_status=there,
                    at=at,
                    by=edge.by.value,
                    actor=self.staff.acting(edge.by, application.person.user),
                )
                events.append(event)
                if edge.needs_reason:
                    reasons.append((event, _REASONS.get(edge.event.value, "Asked for in writing.")))
                here, at = there, at + timedelta(days=3, hours=2)
            if application.submitted_at:
                sent = application.submitted_at
                attempts.append(
                    self._scoped(
                        SubmissionAttempt,
                        application=application,
                        arrived_at=sent,
                        recorded_at=sent,
                        result="submitted",
                    )
                )
        ApplicationEvent.objects.bulk_create(events, batch_size=500)
        EventReason.objects.bulk_create(
            [
                self._scoped(EventReason, application=event.application, event=event, text=text)
                for event, text in reasons
            ]
        )
        SubmissionAttempt.objects.bulk_create(attempts, batch_size=500)

    def _facts(self, applicant: Applicant, slots: list[str] | None = None) -> Any:
        answers = {key: dict(value) for key, value in applicant.answers.items()}
        for key, value in applicant.health.items():
            answers[self.definition.group_of(key).key][key] = value
        given = slots if slots is not None else [s.key for s in missing_documents(self.definition, answers, [])]
        choice = {"theme": applicant.theme} if applicant.theme else {}
        return vocabulary().canonical(facts_from(self.definition, answers, given, True, choice))

    def _screenings(self, pairs: list[tuple[Plan, Application]]) -> None:
        secret = [key for key, fact in vocabulary().facts.items() if fact.health]
        snapshots, values, results = [], [], []
        choices = {
            choice.application_id: choice for choice in Choice.objects.filter(application__in=[a.pk for _p, a in pairs])
        }
        for plan, application in pairs:
            facts = self._facts(plan.applicant)
            verdicts = {key: str(verdict) for key, verdict in health_verdicts(self.bound, facts).items()}
            screening = evaluate(self.bound, facts)
            stored = {
                "facts": facts.without(secret).content(),
                "answers": plan.applicant.answers,
                "files": [
                    {"slot": slot, "sha256": file.sha256, "size": file.size}
                    for slot, file in sorted(self.specimens.items())
                    if slot in self._slots(plan)
                ],
            }
            salt = f"{self.random.getrandbits(128):032x}"
            snapshot = self._scoped(
                Snapshot,
                application=application,
                number=1,
                sha256=salted_sha256(salt, stored),
                health_verdicts=verdicts,
                created_at=application.submitted_at,
            )
            choice = choices[application.pk]
            choice.outcome = screening.outcome.value
            snapshots.append(snapshot)
            values.append(self._scoped(SnapshotValues, application=application, snapshot=snapshot, salt=salt, **stored))
            results.append(
                self._scoped(
                    ScreeningResult,
                    application=application,
                    choice=choice,
                    snapshot=snapshot,
                    binding=self.binding,
                    engine_version=str(ENGINE_VERSION),
                    outcome=screening.outcome.value,
                    verdicts=screening.compact(),
                    created_at=application.submitted_at,
                )
            )
        Snapshot.objects.bulk_create(snapshots, batch_size=500)
        SnapshotValues.objects.bulk_create(values, batch_size=500)
        ScreeningResult.objects.bulk_create(results, batch_size=500)
        Choice.objects.bulk_update(list(choices.values()), ["outcome"], batch_size=500)

    def _scoped(self, model: type[Model], **fields: Any) -> Any:
        return model(office=self.call.office, **fields)


_REASONS = {
    "withdraw": "I have accepted an internship in the same weeks.",
    "refuse": "The certificate shows that the studies ended before the call opened.",
    "reopen": "A newer certificate arrived at the office.",
}
