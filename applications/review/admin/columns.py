"""Cells of the queue."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.contrib.admin import display
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from applications.labels import staff_label
from applications.models import Application, LineKind
from applications.paper import entered_words
from applications.states import Status
from portal.common.datewords import moment


def status_tag(status: str) -> SafeString:
    """Return a status as a word and a shape."""
    return _drawn(status, get_language() or "en")


@lru_cache(maxsize=256)
def _drawn(status: str, language: str) -> SafeString:
    text, kind = staff_label(status)
    return SafeString(render_to_string("components/status_tag.html", {"text": text, "kind": kind}).strip())


def _outcome(outcome: str) -> str:
    return staff_label(outcome)[0]


class QueueColumns:
    """Columns computed from what `enrich` put beside each row as `queue`."""

    @display(description=gettext_lazy("full name"))
    def name(self, application: Application) -> SafeString:
        """The name as written, kept apart from the text around it whatever its direction."""
        return format_html("<bdi>{}</bdi>", str(application.person))

    @display(description=gettext_lazy("call"))
    def for_call(self, application: Application) -> str:
        """The round, such as MIRAI 2026/27."""
        return str(application.call.round)

    @display(description=gettext_lazy("status"))
    def status_now(self, application: Application) -> SafeString:
        """The status in force, beside it what waits, as a refusal or what new rules say; and that it came on paper."""
        state, beside = self._state(application), []
        if state.refusal_open and application.status == Status.NEEDS_CHECK:
            beside.append(_("refusal proposed"))
        if state.asked_of_applicant:
            beside.append(_("the applicant was asked for something"))
        if state.override_open:
            beside.append(_("override proposed"))
        if state.override_asks_again:
            beside.append(_("override to be confirmed again"))
        if state.addendum_to_read:
            beside.append(_("addendum to read"))
        held, task = state.new_rules.held, state.new_rules.task
        if held is not None and held.kind == LineKind.CHANGED:
            beside.append(_("new rules, not released: %(outcome)s") % {"outcome": _outcome(held.new_outcome)})
        if task is not None:
            beside.append(_("new rules say: %(outcome)s") % {"outcome": _outcome(task.line.new_outcome)})
        if words := entered_words(application):
            beside.append(words)
        lines = format_html_join("", '<br><span class="muted">{}</span>', ((words,) for words in beside))
        return format_html("{}{}", status_tag(application.status), lines)

    @display(description=gettext_lazy("submitted"), ordering="submitted_at")
    def submitted(self, application: Application) -> str:
        """When it was submitted, on the clocks of the office."""
        if application.submitted_at is None:
            return "—"
        with timezone.override(application.office.time_zone):
            return moment(application.submitted_at, "SHORT_DATETIME_FORMAT")

    @display(description=gettext_lazy("scores"))
    def scores(self, application: Application) -> str:
        """How many scores there are, and whether one's own is among them; never their values."""
        state = self._state(application)
        if not state.scores:
            return "—"
        return _("%(n)d, with yours") % {"n": state.scores} if state.scored_by_reader else str(state.scores)

    @display(description=gettext_lazy("days waiting"))
    def waiting_days(self, application: Application) -> str:
        """Whole days since the office has had to act."""
        days = self._state(application).waiting_days(application)
        return "—" if days is None else str(days)

    def _state(self, application: Application) -> Any:
        return application.queue  # type: ignore[attr-defined]
