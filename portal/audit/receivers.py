"""What the portal's own apps say, and forms of the staff site, written down as it happens."""

from typing import Any

from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.db.models.signals import post_save
from django.dispatch import receiver

from portal.audit import account_receivers  # noqa: F401  (connects what happens to accounts)
from portal.audit.refusals import refused
from portal.audit.services import record, record_about
from portal.common.noting import noted, turned_away
from portal.offices.signals import posting_changed

_FORMS = {ADDITION: "staff.row_added", CHANGE: "staff.row_changed"}


@receiver(noted)
def _noted(sender: Any, code: str, user: Any, about: Any, data: dict[str, Any], **kwargs: Any) -> None:
    record(code, user=user, about=about, **data)


@receiver(turned_away)
def _turned_away(sender: Any, request: Any, status: int, **kwargs: Any) -> None:
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        refused(request, status)


@receiver(posting_changed)
def _posting_changed(sender: Any, posting: Any, actor: Any, change: str, **kwargs: Any) -> None:
    record(f"offices.posting_{change}", user=actor, about=posting, posted_user=posting.user_id, role=posting.role)


@receiver(post_save, sender=LogEntry)
def _form_saved(sender: Any, instance: LogEntry, created: bool, **kwargs: Any) -> None:
    model = instance.content_type.model_class() if instance.content_type is not None else None
    if not created or model is None:
        return
    names = {field.name for field in model._meta.get_fields()}
    # The base manager: the form came through the scope, and what it wrote is named here by its number alone.
    rows = model._base_manager.filter(pk=instance.object_id) if "office" in names else None
    record_about(
        _FORMS.get(instance.action_flag, "staff.row_deleted"),
        user_id=instance.user_id,
        office_id=rows.values_list("office_id", flat=True).first() if rows is not None else None,
        row=(model._meta.label_lower, str(instance.object_id)),
        data={},
    )
