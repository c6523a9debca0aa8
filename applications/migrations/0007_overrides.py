"""Overrides, their words, and the walls round both: they stay in one office, and each step is taken once."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import portal.common.clock
from portal.common.tablerules import append_only, office_key, same_office

_OVERRIDE, _WORDS = "applications_override", "applications_overridewords"
_STEPS = ("state", "confirmed_by_id", "confirmed_at", "lapsed_under_id", "lapsed_at", "ended_by_id", "ended_at")
# What an override has come through cannot be taken back, and who took a step stays who took it.
_FORWARD = """
CREATE FUNCTION applications_override_forward() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state <> NEW.state AND (OLD.state, NEW.state) NOT IN (
        ('open', 'in_force'), ('open', 'rejected'), ('open', 'lapsed'), ('in_force', 'revoked'), ('in_force', 'lapsed')
    ) THEN
        RAISE EXCEPTION 'override %: % does not become %', OLD.id, OLD.state, NEW.state
            USING ERRCODE = 'restrict_violation', HINT = 'Propose a new override.';
    END IF;
    IF (OLD.confirmed_at IS NOT NULL
            AND (OLD.confirmed_by_id, OLD.confirmed_at) IS DISTINCT FROM (NEW.confirmed_by_id, NEW.confirmed_at))
        OR (OLD.lapsed_at IS NOT NULL
            AND (OLD.lapsed_under_id, OLD.lapsed_at) IS DISTINCT FROM (NEW.lapsed_under_id, NEW.lapsed_at))
        OR (OLD.ended_at IS NOT NULL
            AND (OLD.ended_by_id, OLD.ended_at) IS DISTINCT FROM (NEW.ended_by_id, NEW.ended_at)) THEN
        RAISE EXCEPTION 'override %: a step is taken once', OLD.id
            USING ERRCODE = 'restrict_violation', HINT = 'Propose a new override.';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER forward BEFORE UPDATE ON applications_override
    FOR EACH ROW EXECUTE FUNCTION applications_override_forward();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('applications', '0006_rescreening_walls'),
        ('offices', '0004_roles_and_handover'),
        ('programs', '0009_binding_in_force'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Override',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rule_key', models.TextField(verbose_name='rule')),
                ('rule_sha256', models.CharField(max_length=64)),
                ('from_verdict', models.CharField(choices=[('pass', 'Met'), ('fail', 'Not met'), ('unknown', 'Not known')], max_length=10, verbose_name='the rule says')),
                ('to_verdict', models.CharField(choices=[('pass', 'Met'), ('fail', 'Not met')], max_length=10, verbose_name='counted as')),
                ('reason_code', models.CharField(choices=[('exception_foreseen', 'The guidelines foresee this exception'), ('document_shows', 'A document shows otherwise'), ('answer_misread', 'The answer was read wrongly'), ('ministry_decided', 'The ministry has decided it')], max_length=40, verbose_name='reason')),
                ('seen_elsewhere', models.BooleanField(default=False)),
                ('two_officers', models.BooleanField(verbose_name='takes two people')),
                ('state', models.CharField(choices=[('open', 'Waiting for a second person'), ('in_force', 'In force'), ('rejected', 'Not confirmed'), ('lapsed', 'Lapsed: the rule was changed'), ('revoked', 'Revoked')], max_length=10, verbose_name='state')),
                ('proposed_at', models.DateTimeField(default=portal.common.clock.now, verbose_name='proposed')),
                ('confirmed_at', models.DateTimeField(null=True, verbose_name='confirmed')),
                ('lapsed_at', models.DateTimeField(null=True, verbose_name='lapsed')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='ended')),
                ('application', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='overrides', to='applications.application')),
                ('binding', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programs.binding')),
                ('choice', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='applications.choice')),
                ('confirmed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('document', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='applications.document')),
                ('ended_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('lapsed_under', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programs.binding')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='offices.office')),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('reconfirms', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reconfirmed_by', to='applications.override')),
            ],
            options={
                'verbose_name': 'override',
                'verbose_name_plural': 'overrides',
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='OverrideWords',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('step', models.CharField(choices=[('proposed', 'Proposed'), ('sent_back', 'Sent back'), ('revoked', 'Revoked'), ('let_go', 'Not confirmed again')], max_length=10)),
                ('text', models.TextField(verbose_name='reason in words')),
                ('seen_in', models.CharField(blank=True, max_length=300, verbose_name='where it was seen')),
                ('application', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='override_words', to='applications.application')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='offices.office')),
                ('override', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='words', to='applications.override')),
            ],
            options={
                'verbose_name': 'words of an override',
                'verbose_name_plural': 'words of overrides',
                'ordering': ['override', 'id'],
            },
        ),
        migrations.AddIndex(
            model_name='override',
            index=models.Index(fields=['office', 'rule_key', 'reason_code'], name='applications_override_counts'),
        ),
        migrations.AddConstraint(
            model_name='override',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['in_force', 'open'])), fields=('application', 'choice', 'rule_key'), name='applications_one_live_override', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='override',
            constraint=models.CheckConstraint(condition=models.Q(('from_verdict', models.F('to_verdict')), _negated=True), name='applications_override_changes'),
        ),
        migrations.AddConstraint(
            model_name='override',
            constraint=models.CheckConstraint(condition=models.Q(('to_verdict', 'pass'), models.Q(('to_verdict', 'fail'), ('two_officers', True)), _connector='OR'), name='applications_override_to_fail_by_two'),
        ),
        migrations.AddConstraint(
            model_name='override',
            constraint=models.CheckConstraint(condition=models.Q(('confirmed_by', None), models.Q(('confirmed_by', models.F('proposed_by')), _negated=True), _connector='OR'), name='applications_override_two_people'),
        ),
        migrations.AddConstraint(
            model_name='override',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['in_force', 'revoked']), _negated=True), ('two_officers', False), models.Q(('confirmed_at__isnull', False), ('confirmed_by__isnull', False)), _connector='OR'), name='applications_override_confirmed'),
        ),
        migrations.AddConstraint(
            model_name='override',
            constraint=models.CheckConstraint(condition=models.Q(('document__isnull', False), ('seen_elsewhere', True), _connector='OR'), name='applications_override_evidence'),
        ),
        migrations.AddConstraint(
            model_name='override',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['rejected', 'revoked']), _negated=True), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False)), _connector='OR'), name='applications_override_ended'),
        ),
        migrations.AddConstraint(
            model_name='override',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['in_force', 'open']), _negated=True), models.Q(('ended_at', None), ('lapsed_at', None)), _connector='OR'), name='applications_override_live'),
        ),
        migrations.AddConstraint(
            model_name='override',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'lapsed'), _negated=True), models.Q(('lapsed_at__isnull', False), ('lapsed_under__isnull', False)), _connector='OR'), name='applications_override_lapsed'),
        ),
        migrations.AddConstraint(
            model_name='overridewords',
            constraint=models.UniqueConstraint(fields=('override', 'step'), name='applications_override_words_once'),
        ),
        migrations.AddConstraint(
            model_name='overridewords',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='applications_override_words_there'),
        ),
        office_key(_OVERRIDE),
        office_key("applications_document"),
        same_office(_OVERRIDE, "application_id", "applications_application"),
        same_office(_OVERRIDE, "choice_id", "applications_choice"),
        same_office(_OVERRIDE, "document_id", "applications_document"),
        same_office(_WORDS, "application_id", "applications_application"),
        same_office(_WORDS, "override_id", _OVERRIDE),
        append_only(_OVERRIDE, free=("office_id", *_STEPS)),
        append_only(_WORDS, erasable=True),
        migrations.RunSQL(
            _FORWARD,
            "DROP TRIGGER forward ON applications_override; DROP FUNCTION applications_override_forward()",
        ),
    ]
