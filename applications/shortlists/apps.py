from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ShortlistsConfig(AppConfig):
    """Ranked lists of a call: ordered, adjusted with reasons, frozen, released, exported."""

    name = "applications.shortlists"
    label = "shortlists"
    verbose_name = _("Shortlists")

    def ready(self) -> None:
        from applications.services import guards
        from applications.shortlists.guards import decided_on_frozen_shortlist

        guards.register("decided_on_frozen_shortlist", decided_on_frozen_shortlist)
