"""What of applications itself the staff site shows: re-screenings. The queue and the dossier are in `review`."""

from applications.admin.rescreening import RescreeningAdmin

__all__ = ["RescreeningAdmin"]
