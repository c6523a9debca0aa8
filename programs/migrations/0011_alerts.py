"""“Tell me when it opens”: addresses that asked, the links of their mails, and what they were told."""

import django.db.models.deletion
import django.db.models.functions.text
import django_countries.fields
from django.db import migrations, models

import portal.common.clock


class Migration(migrations.Migration):

    dependencies = [
        ('offices', '0005_contact_details'),
        ('programs', '0010_check_counts'),
    ]

    operations = [
        migrations.CreateModel(
            name='CallAlert',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('email', models.EmailField(max_length=254, verbose_name='email address')),
                ('language', models.CharField(default='en', max_length=5, verbose_name='language')),
                ('country', django_countries.fields.CountryField(blank=True, max_length=2, verbose_name='country')),
                ('asked_at', models.DateTimeField(default=portal.common.clock.now, verbose_name='asked')),
                ('confirmed_at', models.DateTimeField(null=True, verbose_name='confirmed')),
                ('office', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='offices.office')),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='programs.programme')),
            ],
            options={
                'verbose_name': 'alert',
                'verbose_name_plural': 'alerts',
            },
        ),
        migrations.CreateModel(
            name='AlertTold',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=portal.common.clock.now)),
                ('call', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='programs.call')),
                ('alert', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='told', to='programs.callalert')),
            ],
            options={
                'verbose_name': 'call told of',
                'verbose_name_plural': 'calls told of',
            },
        ),
        migrations.CreateModel(
            name='AlertLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('purpose', models.CharField(choices=[('confirm', 'confirm'), ('stop', 'stop')], max_length=7)),
                ('token_hash', models.CharField(max_length=64, unique=True)),
                ('language', models.CharField(default='en', max_length=5, verbose_name='language asked in')),
                ('made_at', models.DateTimeField(default=portal.common.clock.now)),
                ('ends_at', models.DateTimeField()),
                ('used_at', models.DateTimeField(null=True)),
                ('alert', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='links', to='programs.callalert')),
            ],
            options={
                'verbose_name': 'link of an alert',
                'verbose_name_plural': 'links of alerts',
            },
        ),
        migrations.AddIndex(
            model_name='callalert',
            index=models.Index(condition=models.Q(('confirmed_at__isnull', False)), fields=['programme'], name='programs_callalert_confirmed'),
        ),
        migrations.AddConstraint(
            model_name='callalert',
            constraint=models.CheckConstraint(condition=models.Q(('office__isnull', True), ('country', ''), _connector='XOR'), name='programs_callalert_office_or_country'),
        ),
        migrations.AddConstraint(
            model_name='callalert',
            constraint=models.UniqueConstraint(django.db.models.functions.text.Lower('email'), models.F('programme'), models.F('office'), condition=models.Q(('office__isnull', False)), name='programs_callalert_once_per_office'),
        ),
        migrations.AddConstraint(
            model_name='callalert',
            constraint=models.UniqueConstraint(django.db.models.functions.text.Lower('email'), models.F('programme'), models.F('country'), condition=models.Q(('office__isnull', True)), name='programs_callalert_once_per_country'),
        ),
        migrations.AddConstraint(
            model_name='alerttold',
            constraint=models.UniqueConstraint(fields=('alert', 'call'), name='programs_alerttold_once'),
        ),
    ]
