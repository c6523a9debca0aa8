"""The lot's seed is published when a shortlist is frozen, and fixed from the announcement on."""

from django.db import migrations, models

FIXED_SEED = """
CREATE FUNCTION programs_fixed_seed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.lot_seed IS DISTINCT FROM OLD.lot_seed THEN
        RAISE EXCEPTION 'the lot seed of call % is fixed: its commitment was published with the announcement', OLD.slug
            USING ERRCODE = 'restrict_violation', HINT = 'Nobody may choose a seed once applications can be known.';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER fixed_seed BEFORE UPDATE OF lot_seed ON programs_call FOR EACH ROW
    WHEN (OLD.announced_at IS NOT NULL) EXECUTE FUNCTION programs_fixed_seed();
"""


class Migration(migrations.Migration):
    dependencies = [("programs", "0002_walls_and_frozen_rows")]

    operations = [
        migrations.AddField("call", "lot_published_at", models.DateTimeField(editable=False, null=True)),
        migrations.RunSQL(FIXED_SEED, "DROP TRIGGER fixed_seed ON programs_call; DROP FUNCTION programs_fixed_seed()"),
    ]
