"""Checks of facts against documents: what was said is append-only, what was seen can be erased."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import portal.common.clock
from portal.common.tablerules import append_only, office_key, same_office

_CHECK, _SEEN = "applications_factcheck", "applications_factseen"


class Migration(migrations.Migration):

    dependencies = [
        ('applications', '0007_overrides'),
        ('offices', '0004_roles_and_handover'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='FactCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('fact', models.CharField(max_length=80, verbose_name='fact')),
                ('verdict', models.CharField(choices=[('confirmed', 'Seen as declared'), ('differs', 'Seen otherwise'), ('taken_back', 'Not checked')], max_length=10, verbose_name='verdict')),
                ('provenance', models.CharField(blank=True, choices=[('verified', 'On a document'), ('staff', "By the officer's own word")], max_length=10, verbose_name='rests on')),
                ('checked_at', models.DateTimeField(default=portal.common.clock.now, verbose_name='checked')),
                ('application', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='fact_checks', to='applications.application')),
                ('checked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='offices.office')),
                ('snapshot', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='applications.snapshot')),
            ],
            options={
                'verbose_name': 'check of a fact',
                'verbose_name_plural': 'checks of facts',
                'ordering': ['application', 'id'],
            },
        ),
        migrations.CreateModel(
            name='FactSeen',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('value', models.JSONField(null=True, verbose_name='seen')),
                ('note', models.TextField(blank=True, verbose_name='note')),
                ('application', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='facts_seen', to='applications.application')),
                ('check_made', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='seen', to='applications.factcheck')),
                ('document', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='applications.document')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='offices.office')),
            ],
            options={
                'verbose_name': 'what was seen of a fact',
                'verbose_name_plural': 'what was seen of facts',
                'ordering': ['application', 'id'],
            },
        ),
        migrations.AddConstraint(
            model_name='factcheck',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('provenance', ''), ('verdict', 'taken_back')), models.Q(('provenance__in', ['verified', 'staff']), ('verdict__in', ['confirmed', 'differs'])), _connector='OR'), name='applications_fact_check_rests_on'),
        ),
        office_key(_CHECK),
        same_office(_CHECK, "application_id", "applications_application"),
        same_office(_CHECK, "snapshot_id", "applications_snapshot"),
        same_office(_SEEN, "application_id", "applications_application"),
        same_office(_SEEN, "check_made_id", _CHECK),
        same_office(_SEEN, "document_id", "applications_document"),
        append_only(_CHECK),
        append_only(_SEEN, erasable=True),
    ]
