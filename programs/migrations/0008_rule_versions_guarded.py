"""States of rule-set versions follow one another, what is proposed stays as it is, and publishing rests on a preview."""

from django.db import migrations

from portal.common.tablerules import append_only

STATES = """
CREATE FUNCTION programs_version_states() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'version % of rule set % is proposed: send it back before it is discarded',
            OLD.number, OLD.rule_set_id USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.state = 'proposed' AND (NEW.content, NEW.sha256, NEW.cases, NEW.rule_set_id, NEW.number)
                 IS DISTINCT FROM (OLD.content, OLD.sha256, OLD.cases, OLD.rule_set_id, OLD.number) THEN
        RAISE EXCEPTION 'version % of rule set % is proposed: its content stays as it is', OLD.number, OLD.rule_set_id
            USING ERRCODE = 'restrict_violation', HINT = 'Send it back; it is a draft again then.';
    END IF;
    IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN
            (('draft', 'proposed'), ('proposed', 'draft'), ('proposed', 'published'), ('published', 'retired')) THEN
        RAISE EXCEPTION 'a version of rules cannot go from % to %', OLD.state, NEW.state
            USING ERRCODE = 'restrict_violation', HINT = 'Begin a new draft instead.';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER version_states BEFORE UPDATE ON programs_rulesetversion FOR EACH ROW
    EXECUTE FUNCTION programs_version_states();
CREATE TRIGGER version_states_kept BEFORE DELETE ON programs_rulesetversion FOR EACH ROW
    WHEN (OLD.state = 'proposed') EXECUTE FUNCTION programs_version_states();
"""
NO_STATES = """
DROP TRIGGER version_states ON programs_rulesetversion;
DROP TRIGGER version_states_kept ON programs_rulesetversion;
DROP FUNCTION programs_version_states();
"""
# The preview that a version was published on is one of the same rule set and the same content.
SAME_CONTENT = """
ALTER TABLE programs_rulepreview ADD CONSTRAINT programs_rulepreview_content UNIQUE (rule_set_id, sha256, id);
ALTER TABLE programs_rulesetversion ADD CONSTRAINT programs_rulesetversion_preview_fk
    FOREIGN KEY (rule_set_id, sha256, preview_id) REFERENCES programs_rulepreview (rule_set_id, sha256, id);
"""
ANY_CONTENT = """
ALTER TABLE programs_rulesetversion DROP CONSTRAINT programs_rulesetversion_preview_fk;
ALTER TABLE programs_rulepreview DROP CONSTRAINT programs_rulepreview_content;
"""


class Migration(migrations.Migration):
    dependencies = [("programs", "0007_rule_versions")]

    operations = [
        migrations.RunSQL(STATES, NO_STATES),
        migrations.RunSQL(SAME_CONTENT, ANY_CONTENT),
        append_only("programs_rulepreview", free=()),
    ]
