"""Corrections after submission: a row that is decided once, its values and words apart, health encrypted."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import portal.common.clock
from portal.common.tablerules import append_only, office_key, same_office

_ADDENDUM, _APPLICATION = "applications_addendum", "applications_application"
_CHILDREN = ("applications_addendumvalues", "applications_addendumhealth", "applications_addendumanswer")
_DECISION = ("state", "decided_by_id", "decided_at")
# A decision is taken once: it opens or shuts a snapshot for all that is computed afterwards.
_ONCE = """
CREATE FUNCTION applications_addendum_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state <> 'waiting' AND (OLD.state, OLD.decided_by_id, OLD.decided_at)
        IS DISTINCT FROM (NEW.state, NEW.decided_by_id, NEW.decided_at) THEN
        RAISE EXCEPTION 'addendum %: it was decided already (%)', OLD.id, OLD.state
            USING ERRCODE = 'restrict_violation', HINT = 'The applicant can give a new one.';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER once BEFORE UPDATE ON applications_addendum
    FOR EACH ROW EXECUTE FUNCTION applications_addendum_once();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('applications', '0010_runs_under_rules_in_force'),
        ('offices', '0004_roles_and_handover'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Addendum',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='number')),
                ('section', models.SlugField(verbose_name='section')),
                ('given_at', models.DateTimeField(default=portal.common.clock.now, verbose_name='received')),
                ('idempotency_key', models.CharField(max_length=80)),
                ('state', models.CharField(choices=[('waiting', 'Waiting to be read'), ('taken', 'Taken into account'), ('set_aside', 'Set aside')], default='waiting', max_length=10, verbose_name='state')),
                ('decided_at', models.DateTimeField(null=True, verbose_name='decided')),
                ('application', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='addenda', to='applications.application')),
                ('based_on', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='applications.snapshot')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('given_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='offices.office')),
                ('snapshot', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='addendum', to='applications.snapshot')),
            ],
            options={
                'verbose_name': 'addendum',
                'verbose_name_plural': 'addenda',
                'ordering': ['application', 'number'],
            },
        ),
        migrations.CreateModel(
            name='AddendumAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(verbose_name='why')),
                ('addendum', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='answer', to='applications.addendum')),
                ('application', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='addendum_answers', to='applications.application')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='offices.office')),
            ],
        ),
        migrations.CreateModel(
            name='AddendumHealth',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField()),
                ('before', models.BinaryField(null=True)),
                ('after', models.BinaryField(null=True)),
                ('addendum', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='health', to='applications.addendum')),
                ('application', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='addendum_health', to='applications.application')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='offices.office')),
            ],
        ),
        migrations.CreateModel(
            name='AddendumValues',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('before', models.JSONField()),
                ('after', models.JSONField()),
                ('reason', models.TextField(verbose_name='reason')),
                ('addendum', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='values', to='applications.addendum')),
                ('application', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='addendum_values', to='applications.application')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='offices.office')),
            ],
        ),
        migrations.AddIndex(
            model_name='addendum',
            index=models.Index(condition=models.Q(('state', 'waiting')), fields=['application'], name='applications_addendum_waiting'),
        ),
        migrations.AddConstraint(
            model_name='addendum',
            constraint=models.UniqueConstraint(fields=('application', 'number'), name='applications_addendum_once'),
        ),
        migrations.AddConstraint(
            model_name='addendum',
            constraint=models.UniqueConstraint(fields=('application', 'idempotency_key'), name='applications_addendum_idempotent'),
        ),
        migrations.AddConstraint(
            model_name='addendum',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('decided_by', None), ('state', 'waiting')), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False), ('state__in', ['taken', 'set_aside'])), _connector='OR'), name='applications_addendum_decided'),
        ),
        migrations.AddConstraint(
            model_name='addendumhealth',
            constraint=models.UniqueConstraint(fields=('addendum', 'key'), name='applications_addendum_health_once'),
        ),
        office_key(_ADDENDUM),
        same_office(_ADDENDUM, "application_id", _APPLICATION),
        same_office(_ADDENDUM, "snapshot_id", "applications_snapshot"),
        same_office(_ADDENDUM, "based_on_id", "applications_snapshot"),
        *(same_office(child, "application_id", _APPLICATION) for child in _CHILDREN),
        *(same_office(child, "addendum_id", _ADDENDUM) for child in _CHILDREN),
        append_only(_ADDENDUM, free=("office_id", *_DECISION)),
        append_only("applications_addendumvalues", erasable=True),
        append_only("applications_addendumanswer", erasable=True),
        # Keys are renewed: what is encrypted is written anew, and says the same.
        append_only("applications_addendumhealth", free=("office_id", "before", "after"), erasable=True),
        migrations.RunSQL(_ONCE, "DROP TRIGGER once ON applications_addendum; DROP FUNCTION applications_addendum_once()"),
    ]
