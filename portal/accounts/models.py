"""User is a login; Person is a human being, who may have none (paper applicants, referees, imported members)."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from portal.common import clock
from portal.common.text import nfc, search_key


class UserManager(BaseUserManager["User"]):
    """Users are found by email, whatever the case."""

    def get_by_natural_key(self, username: str | None) -> User:
        return self.with_email(username or "").get()

    def with_email(self, email: str) -> models.QuerySet[User]:
        """Return the user with this address, if any, whatever the case; by the index that keeps addresses unique."""
        return self.alias(folded=Lower("email")).filter(folded=email.lower())

    def create_user(self, email: str, password: str | None = None, **extra: Any) -> User:
        """Create a login. Raises ValueError without an email address."""
        if not email:
            raise ValueError("A user needs an email address; got an empty one.")
        user = self.model(email=email.strip(), **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **extra: Any) -> User:
        """Create a login that may do everything; kept for Django's own command, the portal works by postings."""
        return self.create_user(email, password, is_superuser=True, **extra)


class User(AbstractBaseUser, PermissionsMixin):
    """A login by email address. What somebody may do follows from postings, not from flags here."""

    email = models.EmailField(_("email address"), max_length=254)
    is_active = models.BooleanField(_("active"), default=True)
    joined_at = models.DateTimeField(_("joined"), default=clock.now, editable=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [models.UniqueConstraint(Lower("email"), name="accounts_user_email_once")]
        # allauth looks addresses up as they are written, and takes longer over one that nobody has where it must read
        # the whole table: that would tell strangers who has an account.
        indexes = [models.Index(fields=["email"], name="accounts_user_email")]

    def __str__(self) -> str:
        return self.email

    @property
    def is_staff(self) -> bool:
        """Django's admin templates ask this; the staff site itself decides by postings and second factor."""
        return self.is_superuser


class Person(models.Model):
    """A human being. Names are kept as written; nobody needs a surname."""

    user = models.OneToOneField(User, models.SET_NULL, null=True, blank=True, related_name="person")
    full_name = models.CharField(_("full name"), max_length=200, blank=True)
    passport_name = models.CharField(_("name as in the passport"), max_length=200, blank=True)
    native_name = models.CharField(_("name in native script"), max_length=200, blank=True)
    search_key = models.CharField(max_length=600, blank=True, editable=False)
    birth_date = models.DateField(_("date of birth"), null=True, blank=True)
    email = models.EmailField(_("email address"), max_length=254, blank=True)
    phone = models.CharField(_("telephone"), max_length=80, blank=True)
    language = models.CharField(_("language"), max_length=5, default="en")

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        indexes = [models.Index(fields=["search_key"], name="accounts_person_search")]

    def __str__(self) -> str:
        return self.full_name or self.email or str(_("(no name yet)"))

    def set_names(self, *, full: str, passport: str = "", native: str = "") -> None:
        """Take names as written and derive the key they are searched by."""
        self.full_name, self.passport_name, self.native_name = nfc(full), nfc(passport), nfc(native)
        # Some letters fold to many (one Arabic ligature to eighteen): the key is cut, the names are not.
        self.search_key = search_key(f"{self.full_name} {self.passport_name} {self.native_name}")[:600]
