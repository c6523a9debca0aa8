"""An office's additions to the rules, kept with its call; they and its values are fixed from the announcement on."""

from django.db import migrations, models

FIXED_VALUES = """
CREATE FUNCTION programs_fixed_values() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.parameters, NEW.additions) IS DISTINCT FROM (OLD.parameters, OLD.additions) THEN
        RAISE EXCEPTION 'parameters and additions of call % are fixed: they were announced', OLD.slug
            USING ERRCODE = 'restrict_violation', HINT = 'The binding holds them, and people were screened by it.';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER fixed_values BEFORE UPDATE OF parameters, additions ON programs_call FOR EACH ROW
    WHEN (OLD.announced_at IS NOT NULL) EXECUTE FUNCTION programs_fixed_values();
"""


class Migration(migrations.Migration):
    dependencies = [("programs", "0004_loadedrow")]

    operations = [
        migrations.AddField(
            "call",
            "additions",
            models.JSONField(blank=True, db_default=[], default=list, verbose_name="the office's own rules"),
        ),
        migrations.RunSQL(
            FIXED_VALUES, "DROP TRIGGER fixed_values ON programs_call; DROP FUNCTION programs_fixed_values()"
        ),
    ]
