"""Reads for the public page. No writes."""

from alumni.models import Association


def published_associations() -> list[Association]:
    """Return the associations anybody may see, by the name of their country in the reader's language."""
    found = Association.objects.public().select_related("office").order_by("slug")
    return sorted(found, key=lambda association: str(association.country.name))
