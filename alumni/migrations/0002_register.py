"""The register: names, standing with its history, officers with terms, counts with day and source."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import portal.common.clock


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0005_email_index'),
        ('alumni', '0001_initial'),
        ('offices', '0005_contact_details'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='MembershipCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField(verbose_name='counted on')),
                ('members', models.PositiveIntegerField(verbose_name='members')),
                ('source', models.CharField(choices=[('association', 'told by the association'), ('mission', "the mission's own record"), ('ministry', "the ministry's list"), ('published', 'published')], max_length=12, verbose_name='source')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='where it is said')),
                ('recorded_at', models.DateTimeField(default=portal.common.clock.now, verbose_name='recorded')),
            ],
            options={
                'verbose_name': 'membership count',
                'verbose_name_plural': 'membership counts',
                'ordering': ['association', '-on', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Officer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('president', 'President'), ('vice_president', 'Vice-president'), ('secretary', 'Secretary'), ('treasurer', 'Treasurer'), ('board', 'Member of the board')], max_length=15, verbose_name='role')),
                ('starts_on', models.DateField(verbose_name='from')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='until')),
                ('public_since', models.DateField(blank=True, null=True, verbose_name='agreed to be named in public')),
                ('recorded_at', models.DateTimeField(default=portal.common.clock.now, verbose_name='recorded')),
            ],
            options={
                'verbose_name': 'officer',
                'verbose_name_plural': 'officers',
                'ordering': ['association', 'role', '-starts_on'],
            },
        ),
        migrations.CreateModel(
            name='StandingChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='number')),
                ('was', models.CharField(blank=True, choices=[('forming', 'Being founded'), ('recognised', 'Recognised'), ('dormant', 'Dormant'), ('merged', 'Merged into another'), ('dissolved', 'Dissolved')], max_length=12, verbose_name='was')),
                ('standing', models.CharField(choices=[('forming', 'Being founded'), ('recognised', 'Recognised'), ('dormant', 'Dormant'), ('merged', 'Merged into another'), ('dissolved', 'Dissolved')], max_length=12, verbose_name='standing')),
                ('on', models.DateField(verbose_name='on')),
                ('source', models.CharField(choices=[('association', 'told by the association'), ('mission', "the mission's own record"), ('ministry', "the ministry's list"), ('published', 'published')], max_length=12, verbose_name='rests on')),
                ('reason', models.CharField(blank=True, max_length=500, verbose_name='reason')),
                ('recorded_at', models.DateTimeField(default=portal.common.clock.now, verbose_name='recorded')),
            ],
            options={
                'verbose_name': 'change of standing',
                'verbose_name_plural': 'changes of standing',
                'ordering': ['association', 'number'],
            },
        ),
        migrations.AddField(
            model_name='association',
            name='local_language',
            field=models.CharField(blank=True, db_default='', default='', help_text='Language tag, such as ka or pt-BR.', max_length=35, verbose_name='its own language'),
        ),
        migrations.AddField(
            model_name='association',
            name='local_name',
            field=models.CharField(blank=True, db_default='', default='', max_length=200, verbose_name='name in its own language'),
        ),
        migrations.AddField(
            model_name='association',
            name='search_key',
            field=models.CharField(blank=True, db_default='', default='', editable=False, max_length=1200),
        ),
        migrations.AddField(
            model_name='association',
            name='standing',
            field=models.CharField(choices=[('forming', 'Being founded'), ('recognised', 'Recognised'), ('dormant', 'Dormant'), ('merged', 'Merged into another'), ('dissolved', 'Dissolved')], db_default='forming', default='forming', editable=False, max_length=12, verbose_name='standing'),
        ),
        migrations.AddField(
            model_name='association',
            name='umbrella',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='chapters', to='alumni.association', verbose_name='umbrella'),
        ),
        migrations.AddIndex(
            model_name='association',
            index=models.Index(fields=['country', 'slug'], name='alumni_by_country'),
        ),
        migrations.AddConstraint(
            model_name='association',
            constraint=models.CheckConstraint(condition=models.Q(('umbrella__isnull', True), models.Q(('umbrella', models.F('id')), _negated=True), _connector='OR'), name='alumni_not_its_own_umbrella'),
        ),
        migrations.AddField(
            model_name='membershipcount',
            name='association',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='counts', to='alumni.association'),
        ),
        migrations.AddField(
            model_name='membershipcount',
            name='office',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='offices.office'),
        ),
        migrations.AddField(
            model_name='membershipcount',
            name='recorded_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='officer',
            name='association',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='officers', to='alumni.association'),
        ),
        migrations.AddField(
            model_name='officer',
            name='office',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='offices.office'),
        ),
        migrations.AddField(
            model_name='officer',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='offices_held', to='accounts.person'),
        ),
        migrations.AddField(
            model_name='officer',
            name='recorded_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='standingchange',
            name='association',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='standings', to='alumni.association'),
        ),
        migrations.AddField(
            model_name='standingchange',
            name='office',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='offices.office'),
        ),
        migrations.AddField(
            model_name='standingchange',
            name='recorded_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='standingchange',
            name='successor',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='alumni.association', verbose_name='carried on by'),
        ),
        migrations.AddIndex(
            model_name='membershipcount',
            index=models.Index(fields=['association', '-on', '-id'], name='alumni_latest_count'),
        ),
        migrations.AddConstraint(
            model_name='officer',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='alumni_term_ends_after'),
        ),
        migrations.AddConstraint(
            model_name='standingchange',
            constraint=models.UniqueConstraint(fields=('association', 'number'), name='alumni_standing_in_order'),
        ),
        migrations.AddConstraint(
            model_name='standingchange',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('standing', 'merged'), _negated=True), ('successor__isnull', False), _connector='OR'), name='alumni_merged_into_one'),
        ),
        migrations.AddConstraint(
            model_name='standingchange',
            constraint=models.CheckConstraint(condition=models.Q(('successor__isnull', True), models.Q(('successor', models.F('association')), _negated=True), _connector='OR'), name='alumni_not_its_own_successor'),
        ),
    ]
