"""What was in the register before it had a history: shown to the public, so recognised; and found by its names."""

from typing import Any

from django.db import migrations

from portal.common.text import search_key


def take_up(apps: Any, schema_editor: Any) -> None:
    """Give each association a standing and the key it is searched by."""
    for row in apps.get_model("alumni", "Association").objects.all():
        row.standing = "recognised" if row.published else "forming"
        row.search_key = search_key(" ".join([*row.name.values(), row.city, row.slug]))[:1200]
        row.save(update_fields=["standing", "search_key"])


class Migration(migrations.Migration):

    dependencies = [("alumni", "0002_register")]

    operations = [migrations.RunPython(take_up, migrations.RunPython.noop)]
