"""Applications that came on paper: who entered them, when they arrived, codes to claim them by."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import portal.common.clock
from portal.common.tablerules import append_only, same_office

_TABLES = ("applications_paperarrival", "applications_paperentry", "applications_claimcode")
_CODE = "applications_claimcode"
# What a code came to is said once: used or revoked, it opens nothing for anybody again.
_ENDED = """
CREATE FUNCTION applications_claim_code_ended() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.used_at IS NOT NULL OR OLD.revoked_at IS NOT NULL)
        AND to_jsonb(NEW) - 'office_id' IS DISTINCT FROM to_jsonb(OLD) - 'office_id' THEN
        RAISE EXCEPTION 'claim code %: it was used or revoked already', OLD.id
            USING ERRCODE = 'restrict_violation', HINT = 'Make a new code.';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER ended BEFORE UPDATE ON applications_claimcode
    FOR EACH ROW EXECUTE FUNCTION applications_claim_code_ended();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('applications', '0012_identity_marks'),
        ('offices', '0005_contact_details'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='PaperArrival',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('received_on', models.DateField(verbose_name='received')),
                ('received_time', models.TimeField(null=True, verbose_name='time')),
                ('arrived_at', models.DateTimeField()),
                ('stated_at', models.DateTimeField(default=portal.common.clock.now)),
                ('application', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='paper_arrivals', to='applications.application')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='offices.office')),
                ('stated_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'arrival of a paper',
                'verbose_name_plural': 'arrivals of papers',
                'ordering': ['application', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='PaperEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('entered_at', models.DateTimeField(default=portal.common.clock.now, verbose_name='entered')),
                ('application', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='paper', to='applications.application')),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='offices.office')),
            ],
            options={
                'verbose_name': 'entry from paper',
                'verbose_name_plural': 'entries from paper',
            },
        ),
        migrations.CreateModel(
            name='ClaimCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code_hash', models.CharField(max_length=64, unique=True)),
                ('made_at', models.DateTimeField(default=portal.common.clock.now)),
                ('ends_at', models.DateTimeField()),
                ('wrong_dates', models.PositiveSmallIntegerField(default=0)),
                ('used_at', models.DateTimeField(null=True)),
                ('revoked_at', models.DateTimeField(null=True)),
                ('application', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='claim_codes', to='applications.application')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='offices.office')),
                ('revoked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('used_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'code to claim by',
                'verbose_name_plural': 'codes to claim by',
                'ordering': ['application', 'pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('revoked_at', None), ('used_at', None)), fields=('application',), name='applications_claim_code_one_open'), models.CheckConstraint(condition=models.Q(('used_at', None), ('revoked_at', None), _connector='OR'), name='applications_claim_code_one_end'), models.CheckConstraint(condition=models.Q(models.Q(('used_at', None), ('used_by', None)), models.Q(('used_at__isnull', False), ('used_by__isnull', False)), _connector='OR'), name='applications_claim_code_used_by')],
            },
        ),
        *(same_office(table, "application_id", "applications_application") for table in _TABLES),
        append_only("applications_paperarrival"),
        append_only("applications_paperentry"),
        append_only(
            _CODE, free=("office_id", "wrong_dates", "used_at", "used_by_id", "revoked_at", "revoked_by_id"), erasable=True
        ),
        migrations.RunSQL(
            _ENDED, "DROP TRIGGER ended ON applications_claimcode; DROP FUNCTION applications_claim_code_ended()"
        ),
    ]
