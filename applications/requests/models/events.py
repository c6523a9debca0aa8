"""The one history of a request, and the words that belong to it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from applications.models import Application
from applications.models.visibility import ChildQuerySet
from applications.requests.models.requests import Request, WordsQuerySet
from applications.requests.states import Kind, Outcome, State
from portal.common import clock
from portal.offices.models import Office


class RequestEdge(models.Model):
    """A copy of `requests.workflow.triples()`, made by migrations: what an event is checked against."""

    kind = models.CharField(max_length=20)
    event = models.CharField(max_length=20)
    from_state = models.CharField(max_length=20, blank=True)
    to_state = models.CharField(max_length=20)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "event", "from_state", "to_state"], name="requests_edge_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.from_state} --{self.event}--> {self.to_state}"


class RequestEvent(models.Model):
    """Something that happened with a request. Append-only; ids and codes alone."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    application = models.ForeignKey(Application, models.PROTECT, related_name="+", db_constraint=False)
    request = models.ForeignKey(Request, models.PROTECT, related_name="events", db_constraint=False)
    sequence = models.PositiveIntegerField()
    kind = models.CharField(max_length=20, choices=Kind.choices)
    event = models.CharField(_("event"), max_length=20)
    outcome = models.CharField(max_length=20, choices=Outcome.choices, blank=True)
    from_state = models.CharField(max_length=20, choices=State.choices, blank=True)
    to_state = models.CharField(max_length=20, choices=State.choices)
    at = models.DateTimeField(_("at"), default=clock.now)
    by = models.CharField(_("as"), max_length=20)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by")
    )
    data = models.JSONField(default=dict)

    objects = ChildQuerySet.as_manager()

    class Meta:
        verbose_name = _("event of a request")
        verbose_name_plural = _("history of requests")
        ordering = ["request", "sequence"]
        constraints = [
            models.UniqueConstraint(fields=["request", "sequence"], name="requests_event_sequence_once"),
        ]

    def __str__(self) -> str:
        return f"{self.sequence}. {self.event}"


class WordsOf(models.TextChoices):
    """What words are."""

    TITLE = "title", _("What is asked for")
    ASKED = "asked", _("Why it is asked")
    RELATION = "relation", _("Position or relation")
    CAPACITY = "capacity", _("In which capacity")
    KNOWN_FOR = "known_for", _("How long known")
    ANSWER = "answer", _("Answer")
    REASON = "reason", _("Reason")


class RequestWords(models.Model):
    """Words written with an event. Personal data: erased without breaking the history they belong to."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    application = models.ForeignKey(Application, models.PROTECT, related_name="+", db_constraint=False)
    request = models.ForeignKey(Request, models.PROTECT, related_name="words", db_constraint=False)
    event = models.ForeignKey(RequestEvent, models.PROTECT, related_name="words", db_constraint=False)
    name = models.CharField(max_length=20, choices=WordsOf.choices)
    text = models.TextField(_("words"))

    objects = WordsQuerySet.as_manager()

    class Meta:
        verbose_name = _("words of a request")
        verbose_name_plural = _("words of requests")
        ordering = ["request", "event", "id"]
        constraints = [models.UniqueConstraint(fields=["event", "name"], name="requests_words_once")]

    def __str__(self) -> str:
        return self.text[:60]
