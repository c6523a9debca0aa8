"""Marks by which a second application of one person in a round is noticed, and what staff found about it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import portal.common.clock
from portal.common.tablerules import append_only, same_office

_MARK, _FINDING = "applications_identitymark", "applications_identityfinding"


class Migration(migrations.Migration):

    dependencies = [
        ('applications', '0011_addenda'),
        ('offices', '0005_contact_details'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='IdentityFinding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('same', models.BooleanField(verbose_name='the same person')),
                ('text', models.TextField(verbose_name='what was found')),
                ('found_at', models.DateTimeField(default=portal.common.clock.now)),
                ('application', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='identity_findings', to='applications.application')),
                ('found_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='offices.office')),
            ],
            options={
                'verbose_name': 'finding about a second application',
                'verbose_name_plural': 'findings about second applications',
                'ordering': ['application', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='IdentityMark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mark', models.CharField(max_length=64)),
                ('marked_at', models.DateTimeField(default=portal.common.clock.now)),
                ('application', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='identity_marks', to='applications.application')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='offices.office')),
            ],
            options={
                'verbose_name': 'identity mark',
                'verbose_name_plural': 'identity marks',
                'indexes': [models.Index(fields=['mark'], name='applications_mark')],
                'constraints': [models.UniqueConstraint(fields=('application', 'mark'), name='applications_mark_once')],
            },
        ),
        same_office(_MARK, "application_id", "applications_application"),
        same_office(_FINDING, "application_id", "applications_application"),
        append_only(_FINDING, erasable=True),
    ]
