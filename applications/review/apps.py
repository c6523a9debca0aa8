from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReviewConfig(AppConfig):
    """What reviewers give: a score with a sentence, and proposals to refuse."""

    name = "applications.review"
    label = "review"
    verbose_name = _("Review")
