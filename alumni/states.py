"""What an association is, what figures and changes rest on, and what officers do."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Standing(TextChoices):
    """What an association is. `alumni.workflow` says which follows which."""

    FORMING = "forming", pgettext_lazy("of an association", "Being founded")
    RECOGNISED = "recognised", pgettext_lazy("of an association", "Recognised")
    DORMANT = "dormant", pgettext_lazy("of an association", "Dormant")
    MERGED = "merged", pgettext_lazy("of an association", "Merged into another")
    DISSOLVED = "dissolved", pgettext_lazy("of an association", "Dissolved")


ENDED = frozenset({Standing.MERGED, Standing.DISSOLVED})


class Source(TextChoices):
    """Who says so: a figure or a change of standing names where it comes from."""

    ASSOCIATION = "association", _("told by the association")
    MISSION = "mission", _("the mission's own record")
    MINISTRY = "ministry", _("the ministry's list")
    PUBLISHED = "published", _("published")


class OfficerRole(TextChoices):
    """What somebody does for an association."""

    PRESIDENT = "president", _("President")
    VICE_PRESIDENT = "vice_president", _("Vice-president")
    SECRETARY = "secretary", _("Secretary")
    TREASURER = "treasurer", _("Treasurer")
    BOARD = "board", _("Member of the board")
