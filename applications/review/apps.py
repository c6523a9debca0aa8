from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReviewConfig(AppConfig):
    """What reviewers give: a score with a sentence, and proposals to refuse."""

    name = "applications.review"
    label = "review"
    verbose_name = _("Review")

    def ready(self) -> None:
        from applications import screened
        from applications.requests import deciders
        from applications.review import receivers  # noqa: F401  (connects the signals of the apps below)
        from applications.review.services.refusals import (
            refusal_confirmed_by_another,
            refusals_waiting,
            took_part_in_refusal,
        )
        from applications.review.services.took_part import took_part_in_screening
        from applications.services import guards

        deciders.register(took_part_in_refusal)
        deciders.register(took_part_in_screening)
        guards.register("refusal_confirmed_by_another", refusal_confirmed_by_another)
        screened.register(refusals_waiting)
