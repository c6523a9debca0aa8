"""Requests to found an association. One that was supported goes with the association it led to."""

import django.db.models.deletion
import django_countries.fields
from django.conf import settings
from django.db import migrations, models

import portal.common.clock
from portal.common.tablerules import same_office


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0005_email_index'),
        ('alumni', '0004_register_walls'),
        ('offices', '0005_contact_details'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='FoundingRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asked_at', models.DateTimeField(default=portal.common.clock.now, verbose_name='asked')),
                ('name', models.CharField(max_length=200, verbose_name='name of the association')),
                ('local_name', models.CharField(blank=True, max_length=200, verbose_name='name in its own language')),
                ('local_language', models.CharField(blank=True, max_length=35, verbose_name='its own language')),
                ('country', django_countries.fields.CountryField(max_length=2, verbose_name='country')),
                ('city', models.CharField(max_length=100, verbose_name='seat')),
                ('people', models.PositiveIntegerField(verbose_name='how many are behind it')),
                ('aims', models.TextField(max_length=3000, verbose_name='what it is for')),
                ('wanted', models.TextField(blank=True, max_length=2000, verbose_name='what support is asked for')),
                ('state', models.CharField(choices=[('open', 'Waiting for the mission'), ('supported', 'Supported'), ('declined', 'Not supported'), ('withdrawn', 'Withdrawn')], default='open', max_length=10, verbose_name='state')),
                ('settled_at', models.DateTimeField(null=True, verbose_name='settled')),
                ('answer', models.TextField(blank=True, max_length=3000, verbose_name='answer')),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.person', verbose_name='asked by')),
                ('association', models.OneToOneField(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='founding', to='alumni.association')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='offices.office', verbose_name='mission')),
                ('settled_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'request to found an association',
                'verbose_name_plural': 'requests to found an association',
                'ordering': ['-asked_at', '-pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('asked_by', 'office'), name='alumni_one_open_founding'), models.CheckConstraint(condition=models.Q(('state', 'open'), ('settled_at__isnull', False), _connector='OR'), name='alumni_founding_settled'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'supported'), _negated=True), ('association__isnull', False), _connector='OR'), name='alumni_supported_is_entered'), models.CheckConstraint(condition=models.Q(('settled_at__isnull', True), ('settled_at__gte', models.F('asked_at')), _connector='OR'), name='alumni_settled_after')],
            },
        ),
        same_office("alumni_foundingrequest", "association_id", "alumni_association"),
    ]
