"""The loader remembers what it wrote, so that it can correct that and leave alone what staff changed."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('programs', '0003_lot'),
    ]

    operations = [
        migrations.CreateModel(
            name='LoadedRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.CharField(help_text='Such as office.', max_length=20, verbose_name='kind')),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('row_id', models.BigIntegerField()),
                ('fields', models.JSONField(verbose_name='fields as loaded')),
            ],
            options={
                'verbose_name': 'row loaded from the catalogue',
                'verbose_name_plural': 'rows loaded from the catalogue',
                'constraints': [models.UniqueConstraint(fields=('what', 'name'), name='programs_loaded_row_once')],
            },
        ),
    ]
