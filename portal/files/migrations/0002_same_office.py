"""Page images stay in the office of their file."""

from django.db import migrations

from portal.common.tablerules import office_key, same_office


class Migration(migrations.Migration):
    dependencies = [("files", "0001_initial")]

    operations = [
        office_key("files_storedfile"),
        same_office("files_pageimage", "file_id", "files_storedfile"),
    ]
