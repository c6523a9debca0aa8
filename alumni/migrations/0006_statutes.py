"""Statutes of associations: versions that stay."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import portal.common.clock
from portal.common.tablerules import append_only, same_office


class Migration(migrations.Migration):

    dependencies = [
        ('alumni', '0005_founding'),
        ('files', '0003_how_often_a_check_was_tried'),
        ('offices', '0005_contact_details'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Statutes',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('adopted_on', models.DateField(verbose_name='adopted on')),
                ('recorded_at', models.DateTimeField(default=portal.common.clock.now, verbose_name='recorded')),
                ('association', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='statutes', to='alumni.association')),
                ('file', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.storedfile', verbose_name='file')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='offices.office')),
                ('recorded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'statutes',
                'verbose_name_plural': 'statutes',
                'ordering': ['association', '-adopted_on', '-pk'],
            },
        ),
        same_office("alumni_statutes", "association_id", "alumni_association"),
        append_only("alumni_statutes"),
    ]
