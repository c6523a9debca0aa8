"""How an office is reached, and in which languages: empty until somebody enters it."""

from django.db import migrations, models

import portal.offices.models


class Migration(migrations.Migration):

    dependencies = [
        ('offices', '0004_roles_and_handover'),
    ]

    operations = [
        migrations.AddField(
            model_name='office',
            name='address',
            field=models.TextField(blank=True, db_default='', default='', max_length=500, verbose_name='address'),
        ),
        migrations.AddField(
            model_name='office',
            name='languages',
            field=models.JSONField(blank=True, db_default=[], default=list, help_text='ISO codes, such as fr.', validators=[portal.offices.models.validate_languages], verbose_name='languages it works in'),
        ),
        migrations.AddField(
            model_name='office',
            name='phone',
            field=models.CharField(blank=True, db_default='', default='', max_length=60, verbose_name='telephone'),
        ),
    ]
