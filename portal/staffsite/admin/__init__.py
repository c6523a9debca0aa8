"""The base of every admin of the staff site, and the admins of the apps below it.

Other apps take from here: `ScopedModelAdmin`, `ScopedTabularInline`, `ScopedInlineFormSet`,
`ScopedModelForm`, `ScopedRelatedFilter`.
"""

from portal.staffsite.admin.base import ScopedModelAdmin
from portal.staffsite.admin.filters import ScopedRelatedFilter
from portal.staffsite.admin.forms import ScopedModelForm
from portal.staffsite.admin.inlines import ScopedInlineFormSet, ScopedTabularInline
from portal.staffsite.admin.mails import MessageAdmin
from portal.staffsite.admin.offices import OfficeAdmin, PostingAdmin
from portal.staffsite.admin.people import StaffLoginAdmin
from portal.staffsite.admin.trail import EntryAdmin

__all__ = [
    "EntryAdmin",
    "MessageAdmin",
    "OfficeAdmin",
    "PostingAdmin",
    "ScopedInlineFormSet",
    "ScopedModelAdmin",
    "ScopedModelForm",
    "ScopedRelatedFilter",
    "ScopedTabularInline",
    "StaffLoginAdmin",
]
