"""The register on the staff site."""

from alumni.admin.associations import AssociationAdmin
from alumni.admin.founding import FoundingRequestAdmin

__all__ = ["AssociationAdmin", "FoundingRequestAdmin"]
