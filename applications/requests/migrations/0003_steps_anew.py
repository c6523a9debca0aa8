"""The database's copy of the table of steps, anew: a file refused by the check also undoes an answer that was only it."""

from django.db import migrations

from applications.requests.workflow import triples


def load_edges(apps, schema_editor):
    """Copy the table of steps into the database in place of the copy that is there."""
    edge = apps.get_model("requests", "RequestEdge")
    edge.objects.all().delete()
    edge.objects.bulk_create(
        edge(kind=kind, event=event, from_state=source, to_state=to) for kind, event, source, to in triples()
    )


class Migration(migrations.Migration):
    dependencies = [("requests", "0002_walls_and_history")]

    operations = [migrations.RunPython(load_edges, migrations.RunPython.noop)]
