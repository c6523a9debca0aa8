"""What a request asks for, and what has become of it. Names of events are in `applications.requests.workflow`."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from applications.states import Status


class Kind(models.TextChoices):
    """What is asked for. Who is asked follows: a reference is asked of somebody outside, the rest of the applicant."""

    REFERENCE = "reference", _("Letter of a referee")
    DOCUMENT = "document", _("Missing document")
    INFORMATION = "information", _("Further information")
    CONSENT = "consent", _("Consent")
    APPEAL = "appeal", _("Appeal")


class State(models.TextChoices):
    """What a request is. Open and sent back wait for who is asked, received waits for the office."""

    OPEN = "open", _("Open")
    RECEIVED = "received", _("Received")
    CHECKED = "checked", _("Checked")
    SENT_BACK = "sent_back", _("Sent back")
    EXPIRED = "expired", _("Expired")
    CANCELLED = "cancelled", _("Cancelled")


class Outcome(models.TextChoices):
    """How a request ended, where its state does not say it."""

    YES = "yes", _("Agreed")
    NO = "no", _("Did not agree")
    UPHELD = "upheld", _("Upheld")
    NOT_UPHELD = "not_upheld", _("Not upheld")
    DECLINED = "declined", _("Declined")
    REPLACED = "replaced", _("Replaced by somebody else")
    TAKEN_BACK = "taken_back", _("Taken back")
    WITHDRAWN = "withdrawn", _("The application was withdrawn")
    ENDED = "ended", _("The application has ended")
    OVERTAKEN = "overtaken", _("Overtaken by another decision")


# Who is asked has to act; the clock runs.
PENDING = frozenset({State.OPEN, State.SENT_BACK})
# Neither ended in vain nor cancelled: a letter in one of these fills its place.
LIVE = PENDING | {State.RECEIVED, State.CHECKED}
# What was asked for is there.
GIVEN = frozenset({State.RECEIVED, State.CHECKED})
# Kinds that are nothing without a file; the database refuses to call one received before it has one.
NEEDS_FILE = frozenset({Kind.REFERENCE, Kind.DOCUMENT})
# What staff ask of an applicant.
OF_APPLICANT = frozenset({Kind.DOCUMENT, Kind.INFORMATION, Kind.CONSENT})
# Decisions against an applicant: they can be appealed, and while one stands no letter is needed.
REFUSED = frozenset({Status.NOT_ELIGIBLE, Status.NOT_SHORTLISTED, Status.NOT_SELECTED})
