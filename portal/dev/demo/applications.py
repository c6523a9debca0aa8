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
from applications.review.models import ProposalState, RefusalProposal, RefusalReason
from applications.services.screening import salted_sha256
from applications.states import BEFORE_SUBMISSION, Status
from applications.workflow import By, Event
from portal.accounts.models import Person, User
from portal.common.reference import new_reference
from portal.dev.demo.applicants import Applicant, withdrawal
from portal.dev.demo.history import Step, office_hours
from portal.dev.demo.specimens import copies, page_copies
from portal.files.models import PageImage, StoredFile
from programs.definitions import Definition
from programs.definitions.answers import facts_from, missing_documents
from programs.eligibility import ENGINE_VERSION, Bound, evaluate, health_verdicts
from programs.models import Call
from programs.vocabulary import vocabulary


@dataclass(frozen=True)
class Plan:
    """One application to make: who, when it was begun and (unless it never was) sent, and what happened since."""

    applicant: Applicant
    begun_at: datetime
    sent_at: datetime
    steps: tuple[Step, ...]
    user: User | None = None

    @property
    def status(self) -> Status:
        """Where the history has led."""
        return self.steps[-1].there if self.steps else Status.DRAFT

    @property
    def submitted(self) -> bool:
        return self.status not in BEFORE_SUBMISSION

    def minute(self, number: int, of: int) -> datetime:
        """Return the instant of the `number`th save of `of`, spread over the first sitting."""
        sitting = min(self.sent_at - self.begun_at, timedelta(minutes=9 * of))
        return self.begun_at + sitting * number / (of + 1)


@dataclass(frozen=True)
class Staff:
    """Who acts in the demonstration at one office."""

    reviewer: User | None
    senior: User | None

    def acting(self, by: By, applicant: User | None) -> User | None:
        """Return the login that does what `by` does."""
        return {By.APPLICANT: applicant, By.REVIEWER: self.reviewer, By.SENIOR_REVIEWER: self.senior}.get(by)


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
        self._screenings([(p, a) for p, a in pairs if p.submitted])
        return applications

    def _people(self, plans: list[Plan]) -> list[Person]:
        people = []
        for plan in plans:
            person = plan.user.person if plan.user else Person(email=plan.applicant.email)
            name = plan.applicant.name
            person.set_names(full=name.full, passport=name.passport, native=name.native)
            person.birth_date, person.phone = plan.applicant.birth_date, plan.applicant.answer("phone")
            people.append(person)
        Person.objects.bulk_create([person for person in people if person.pk is None], batch_size=500)
        for person in people:
            person.save()
        return people

    def _application(self, plan: Plan, person: Person) -> Application:
        application: Application = self._scoped(
            Application,
            call=self.call,
            person=person,
            reference=new_reference(self.random.choice),
            lot_token=f"{self.random.getrandbits(128):032x}",
            status=plan.status,
            version=len(plan.steps),
            programme_version=self.call.programme_version,
            binding=self.binding,
            created_at=plan.begun_at,
            submitted_at=plan.sent_at if plan.submitted else None,
        )
        return application

    def _answers(self, pairs: list[tuple[Plan, Application]]) -> None:
        sections, secrets, choices = [], [], []
        for plan, application in pairs:
            kept = list(plan.applicant.answers.items())
            saves = len(kept) + 1  # the documents come last
            if not plan.submitted:
                kept = kept[: self.random.randint(1, len(kept) - 1)]
            for number, (key, answers) in enumerate(kept, start=1):
                sections.append(
                    self._scoped(
                        Section,
                        application=application,
                        key=key,
                        answers=answers,
                        complete=True,
                        saved_at=plan.minute(number, saves),
                    )
                )
            if plan.submitted:
                for key, value in plan.applicant.health.items():
                    section = self.definition.group_of(key).key
                    secrets.append(
                        self._scoped(
                            HealthAnswer,
                            application=application,
                            key=key,
                            ciphertext=health.encrypt(value),
                            saved_at=next(s.saved_at for s in sections[-len(kept) :] if s.key == section),
                        )
                    )
            theme = self.themes.get(plan.applicant.theme)
            choices.append(self._scoped(Choice, application=application, theme=theme))
        Section.objects.bulk_create(sections, batch_size=500)
        HealthAnswer.objects.bulk_create(secrets, batch_size=500)
        Choice.objects.bulk_create(choices, batch_size=500)

    def _documents(self, pairs: list[tuple[Plan, Application]]) -> None:
        saves = len(self.definition.groups) + 1
        for slot, original in self.specimens.items():
            wanted = [(plan, application) for plan, application in pairs if slot in self._slots(plan)]
            files = copies(original, [self.call.office for _ in wanted])
            for (plan, _application), file in zip(wanted, files, strict=True):
                file.uploaded_at = plan.minute(saves, saves)
                file.checked_at = file.uploaded_at + timedelta(seconds=6)
            StoredFile.objects.bulk_create(files, batch_size=500)
            PageImage.objects.bulk_create(page_copies(original, files), batch_size=500)
            documents = [
                self._scoped(Document, application=application, slot=slot, file=file, added_at=file.uploaded_at)
                for (_plan, application), file in zip(wanted, files, strict=True)
            ]
            Document.objects.bulk_create(documents, batch_size=500)
            for document, file in zip(documents, files, strict=True):
                file.owner_id = document.pk
            StoredFile.objects.bulk_update(files, ["owner_id"], batch_size=500)

    def _slots(self, plan: Plan) -> set[str]:
        if not plan.submitted:
            return set()
        return {slot.key for slot in missing_documents(self.definition, plan.applicant.answers, [])}

    def _history(self, pairs: list[tuple[Plan, Application]]) -> None:
        proposals = self._proposals(pairs)
        events, reasons, attempts = [], [], []
        for plan, application in pairs:
            here = Status.DRAFT
            for number, step in enumerate(plan.steps, start=1):
                proposal = proposals.get(application.pk) if step.edge.event is Event.REFUSE else None
                event = self._scoped(
                    ApplicationEvent,
                    application=application,
                    sequence=number,
                    event=step.edge.event.value,
                    outcome=step.outcome,
                    from_status=here,
                    to_status=step.there,
                    at=step.at,
                    by=step.edge.by.value,
                    actor=self.staff.acting(step.edge.by, application.person.user),
                    reason_code=proposal.reason_code if proposal else "",
                    data={"proposal": proposal.pk} if proposal else {},
                )
                events.append(event)
                if step.edge.needs_reason:
                    reasons.append((event, proposal.text if proposal else withdrawal(self.call, self.random)))
                here = step.there
            if plan.submitted:
                sent = plan.sent_at
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

    def _proposals(self, pairs: list[tuple[Plan, Application]]) -> dict[int, RefusalProposal]:
        """Write what one person proposed and another confirmed, by application."""
        made = [
            self._scoped(
                RefusalProposal,
                application=application,
                reason_code=RefusalReason.REQUIREMENT_NOT_MET,
                text=plan.applicant.refused,
                proposed_by=self.staff.reviewer,
                proposed_at=office_hours(plan.sent_at + timedelta(days=1), self.call.time_zone, self.random),
                state=ProposalState.CONFIRMED,
                decided_by=self.staff.senior,
                decided_at=plan.steps[-1].at,
            )
            for plan, application in pairs
            if plan.steps and plan.steps[-1].edge.event is Event.REFUSE
        ]
        RefusalProposal.objects.bulk_create(made, batch_size=500)
        return {proposal.application_id: proposal for proposal in made}

    def _facts(self, applicant: Applicant, slots: list[str] | None = None) -> Any:
        answers = {key: dict(value) for key, value in applicant.answers.items()}
        for key, value in applicant.health.items():
            answers[self.definition.group_of(key).key][key] = value
        given = slots if slots is not None else [s.key for s in missing_documents(self.definition, answers, [])]
        choice = {self.definition.choice_fact or "theme": applicant.theme} if applicant.theme else {}
        return vocabulary().canonical(facts_from(self.definition, answers, given, True, choice))

    def _screenings(self, pairs: list[tuple[Plan, Application]]) -> None:
        secret = vocabulary().health_keys
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
