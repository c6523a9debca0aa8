"""What happens to reviewers' work when a posting below changes, in the same transaction."""

from typing import Any

from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _

from applications.review.services.refusals import pass_on_refusals
from portal.offices.models import Posting
from portal.offices.signals import work_handed_over


@receiver(work_handed_over)
def _handed_over(sender: Any, before: Posting, after: Posting, **kwargs: Any) -> dict[Any, int]:
    return {_("proposed refusals"): pass_on_refusals(before, after)}
