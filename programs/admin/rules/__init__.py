"""Rule-set versions in the staff site: read by all staff, written by a programme's coordinators at a ministry."""

from programs.admin.rules.versions import RuleSetVersionAdmin

__all__ = ["RuleSetVersionAdmin"]
