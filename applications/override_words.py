"""What applicants read of an override: calm, and without the words that officers write to each other."""

from __future__ import annotations

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from applications.models import Application, CountedAs, Override
from applications.overriding import asking_again
from applications.queries import Explanation


def said_to_applicant(application: Application, explanation: Explanation) -> dict[str, str]:
    """Return by rule a sentence on what the office counts otherwise, and on what it looks at again: one query."""
    said = {
        override.rule_key: _(
            "The office counted this as met. The requirement has been changed since, so it looks at it again."
        )
        for override in asking_again(application)
        if override.to_verdict == CountedAs.PASS
    }
    return {**said, **{key: _in_force(override, application) for key, override in explanation.overrides.items()}}


def _in_force(override: Override, application: Application) -> str:
    with timezone.override(application.office.time_zone):
        day = date_format(timezone.localtime(override.since), "DATE_FORMAT")
    counted_as_met = _("The office counts this as met: %(reason)s (%(day)s).")
    counted_as_unmet = _("The office counts this as not met: %(reason)s (%(day)s).")
    words = counted_as_met if override.to_verdict == CountedAs.PASS else counted_as_unmet
    reason = str(override.get_reason_code_display())
    return words % {"reason": reason[:1].lower() + reason[1:], "day": day}
