"""The base of every admin of the staff site, and the admins of the apps below it.

Other apps take from here: `ScopedModelAdmin`, `ScopedTabularInline`, `ScopedRelatedFilter`.
"""

from portal.staffsite.admin.base import ScopedModelAdmin
from portal.staffsite.admin.filters import ScopedRelatedFilter
from portal.staffsite.admin.inlines import ScopedTabularInline
from portal.staffsite.admin.mails import MessageAdmin
from portal.staffsite.admin.offices import OfficeAdmin, PostingAdmin
from portal.staffsite.admin.people import StaffLoginAdmin
from portal.staffsite.admin.trail import EntryAdmin

__all__ = [
    "EntryAdmin",
    "MessageAdmin",
    "OfficeAdmin",
    "PostingAdmin",
    "ScopedModelAdmin",
    "ScopedRelatedFilter",
    "ScopedTabularInline",
    "StaffLoginAdmin",
]
