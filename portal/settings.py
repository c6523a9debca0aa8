"""All settings, one file. What differs between machines comes from environment variables, read by typed readers.

A wrong value stops the start with the variable's name, the value and the choices (`Wrong`, below).
"""

import logging
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from portal.common.logs import logging_config

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()


def choice(name: str, choices: tuple[str, ...], default: str) -> str:
    """Read a variable that must be one of `choices`. Raises ImproperlyConfigured naming variable, value, choices."""
    value: str = env.str(name, default=default)
    if value not in choices:
        raise ImproperlyConfigured(f"{name} is {value!r}; it must be one of: {', '.join(choices)}.")
    return value


def required(name: str, *, in_development: str, purpose: str) -> str:
    """Read a variable that production must set. Raises ImproperlyConfigured naming it and what it is for."""
    value = env.str(name, default="")
    if value or not PRODUCTION:
        return value or in_development
    raise ImproperlyConfigured(f"{name} is not set; production needs it: {purpose}.")


def storage(name: str, url: str) -> dict[str, Any]:
    """Return the storage that a URL means: a folder or a bucket. Raises ImproperlyConfigured with the choices.

    Keys of a bucket come from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or from the machine's own role.
    """
    parts = urlsplit(url)
    if parts.scheme == "file" and parts.path.startswith("/") and not parts.netloc:
        modes = {"file_permissions_mode": 0o600, "directory_permissions_mode": 0o700}
        location = url.removeprefix("file://")
        return {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": location, "base_url": None, **modes},
        }
    known = {"endpoint": "endpoint_url", "region": "region_name"}
    asked = dict(parse_qsl(parts.query, keep_blank_values=True))
    if parts.scheme == "s3" and re.fullmatch(r"[a-z0-9][a-z0-9.-]+", parts.netloc) and set(asked) <= set(known):
        options = {known[key]: value for key, value in asked.items()}
        folder = parts.path.strip("/")
        return {
            "BACKEND": "portal.files.object_storage.ObjectStorage",
            "OPTIONS": {"bucket_name": parts.netloc, "location": folder, **options},
        }
    raise ImproperlyConfigured(
        f"{name} is {url!r}; it must be a folder, such as file:///srv/portal/files, or a bucket, such as "
        "s3://portal-files?region=ap-northeast-1 or s3://portal-files?endpoint=https://objects.example.org."
    )


def scanner(name: str) -> str:
    """Read who looks for viruses. Raises ImproperlyConfigured: production has to say it, even that nobody does."""
    value: str = env.str(name, default="" if PRODUCTION else "none")
    if value == "none" or re.fullmatch(r"clamd://(/\S+|(\[[0-9a-fA-F:]+\]|[^/:@\s]+):[0-9]{1,5})", value):
        return value
    choices = "clamd:///run/clamav/clamd.ctl (its Unix socket), clamd://host:3310, or none"
    if value:
        raise ImproperlyConfigured(f"{name} is {value!r}; it must be one of: {choices}.")
    raise ImproperlyConfigured(
        f"{name} is not set; uploads would not be virus-scanned. It must be one of: {choices}, "
        "which runs without a scanner on purpose."
    )


# No default: a server that forgot it must not start with the keys of development.
PORTAL_ENV = choice("PORTAL_ENV", ("development", "test", "production"), "")
PRODUCTION = PORTAL_ENV == "production"
DEVELOPMENT = PORTAL_ENV == "development"
DEBUG = False  # error pages are the product's own everywhere; tracebacks are in the log

SECRET_KEY = required(
    "SECRET_KEY", in_development="development-only-" + "k" * 50, purpose="signing of sessions and links"
)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[] if PRODUCTION else ["localhost", "127.0.0.1", "[::1]"])
PORTAL_BASE_URL = required(
    "PORTAL_BASE_URL",
    in_development="http://localhost:8000",
    purpose="links in mails, such as https://apply.example.jp",
).rstrip("/")
FIELD_KEYS = required(
    "FIELD_KEYS",
    # A fixed key is right for development only: made-up people, and data that survive a restart.
    in_development="ZGV2ZWxvcG1lbnQtb25seS1rZXktMzItYnl0ZXMhISE=",
    purpose="encryption of health answers; comma-separated Fernet keys, newest first",
).split(",")

INSTALLED_APPS = [
    "portal.staffsite.apps.StaffAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "crispy_forms",
    "csp",
    "django_countries",  # for the names of countries in other languages
    "django_structlog",
    "django_migration_linter",
    "portal.common",
    "portal.accounts",
    "portal.offices",
    "portal.outbox",
    "portal.audit",
    "portal.files",
    "portal.staffsite.apps.StaffsiteConfig",
    "programs",
    "applications",
    "applications.requests",
    "applications.review",
    "applications.shortlists",
    "alumni",
    "portal.dev",
]
if PRODUCTION:
    INSTALLED_APPS.remove("django_migration_linter")

MIDDLEWARE = [
    # First, so that static files, redirects and errors of every layer below carry the headers too.
    "portal.common.headers.HeadersMiddleware",
    "csp.middleware.CSPMiddleware",
    "portal.common.arrival.ArrivalMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "portal.common.compression.CompressPagesMiddleware",
    "portal.common.requestlog.RequestLogMiddleware",
    "portal.common.badinput.BadInputMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "portal.accounts.middleware.KnownDeviceMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "portal.accounts.activity.SessionActivityMiddleware",
    "portal.staffsite.middleware.StaffScopeMiddleware",
    "portal.accounts.limits.RequestLimitsMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.common.context.site",
                "portal.staffsite.context.staff",
            ],
        },
    }
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "portal_forms"
CRISPY_TEMPLATE_PACK = "portal_forms"

# --- Postgres: the one place where anything is true -------------------------------------------------------------
DATABASES = {
    "default": {
        **env.db_url("DATABASE_URL", default="postgres://portal@/portal?host=/var/run/postgresql"),
        "ATOMIC_REQUESTS": False,
        "CONN_MAX_AGE": env.int("CONN_MAX_AGE", default=60),
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": env.bool("DISABLE_SERVER_SIDE_CURSORS", default=False),
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Counters of rate limits live in Postgres: an emptied Redis must not open a door (docs/decisions/0011).
# Beyond so many rows Django throws away every third, counters included: the stock 300 would let anybody who sends mail
# to 300 addresses reset them. The rows that have expired go first.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "portal_cache",
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    }
}

# --- Celery: Redis holds nothing that cannot be made again ------------------------------------------------------
REDIS_URL = env.str("REDIS_URL", default="redis://localhost:6379/0")
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_DEFAULT_QUEUE = "mails"
CELERY_TASK_CREATE_MISSING_QUEUES = True
CELERY_TASK_ROUTES = {"*.exports.*": {"queue": "exports"}}
CELERY_TASK_SOFT_TIME_LIMIT = 120
CELERY_TASK_TIME_LIMIT = 150
CELERY_TIMEZONE = "UTC"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # a worker waits for its broker as long as it takes
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 600,
    "socket_connect_timeout": 2,
    "socket_timeout": 5,
    # Connecting is tried once: who signals does not wait for a broker that is away. Workers try again and again.
    "max_retries": 0,
    "interval_start": 0,
}
CELERY_TASK_PUBLISH_RETRY = False  # a signal that cannot be sent is dropped: the sweeper finds the row
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
BEAT_SCALE = env.float("BEAT_SCALE", default=1.0)  # tests shorten the sweeper's minute
CELERY_BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    "outbox-sweep": {"task": "portal.outbox.tasks.sweep", "schedule": timedelta(seconds=60 * BEAT_SCALE)},
    "work-canary": {"task": "portal.outbox.tasks.canary", "schedule": timedelta(seconds=30 * BEAT_SCALE)},
    "files-check": {"task": "portal.files.tasks.check_pending", "schedule": timedelta(seconds=60 * BEAT_SCALE)},
    "files-orphans": {"task": "portal.files.tasks.remove_orphans", "schedule": timedelta(hours=1)},
    "sessions-ended": {"task": "portal.staffsite.tasks.clear_sessions", "schedule": timedelta(hours=1)},
    "audit-seal": {"task": "portal.audit.tasks.seal", "schedule": timedelta(seconds=60 * BEAT_SCALE)},
    "audit-forget-old": {"task": "portal.audit.tasks.forget_old", "schedule": timedelta(hours=1)},
    "rescreen": {"task": "applications.tasks.rescreen", "schedule": timedelta(seconds=60 * BEAT_SCALE)},
    "offer-rules": {"task": "applications.tasks.offer_rules", "schedule": timedelta(seconds=60 * BEAT_SCALE)},
    "tell-of-openings": {"task": "programs.tasks.tell_of_openings", "schedule": timedelta(seconds=60 * BEAT_SCALE)},
    "alerts-forget": {"task": "programs.tasks.forget_alerts", "schedule": timedelta(hours=1)},
    "requests-watch": {"task": "applications.requests.tasks.watch", "schedule": timedelta(seconds=60 * BEAT_SCALE)},
    "close-drafts": {"task": "applications.tasks.close_drafts", "schedule": timedelta(seconds=60 * BEAT_SCALE)},
}
for _entry in CELERY_BEAT_SCHEDULE.values():
    # A beat that starts with no memory finds everything due: sweeper and canary do not wait a minute first.
    _entry["last_run_at"] = datetime(2000, 1, 1, tzinfo=UTC)

# --- Mail --------------------------------------------------------------------------------------------------------
vars().update(env.email_url("EMAIL_URL", default="smtp://localhost:1025"))
EMAIL_TIMEOUT = 15
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Exchange programmes portal <no-reply@portal.example>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
DEV_MAIL_DIR = env.str("DEV_MAIL_DIR", default="")

# --- Files -------------------------------------------------------------------------------------------------------
PORTAL_DATA = Path(env.str("PORTAL_DATA", default=str(BASE_DIR / ".data")))
STORAGE_URL = env.str("STORAGE_URL", default=f"file://{PORTAL_DATA / 'files'}")
STORAGES = {
    "default": storage("STORAGE_URL", STORAGE_URL),
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if PORTAL_ENV == "test"
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
SCANNER = scanner("SCANNER")
STATIC_URL = "static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(PORTAL_DATA / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_ALLOW_ALL_ORIGINS = False  # nobody else's pages need our files
UPLOAD_MAX_BYTES = 10 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
DATA_UPLOAD_MAX_NUMBER_FILES = 5
FILE_UPLOAD_HANDLERS = ["portal.files.uploads.BoundedUploadHandler"]

# --- Accounts ----------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "portal.accounts.passwords.CommonWithTailValidator"},
    {"NAME": "portal.accounts.passwords.ContextWordsValidator"},
]
PASSWORD_RESET_TIMEOUT = 24 * 60 * 60
if PORTAL_ENV == "test":
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/applications/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "portal.staffsite.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_FORMS = {
    "signup": "portal.accounts.forms.SameWorkSignupForm",
    "reset_password": "portal.accounts.forms.QuietResetPasswordForm",
}
# docs/decisions/0024: by address and by account; a browser that an account knows has a count of its own.
ACCOUNT_RATE_LIMITS = {
    "signup": "40/m/ip",
    "login": "120/m/ip",  # a school's computer room has one address; failures are counted apart
    "login_failed": "30/5m/ip,10/5m/key",
    "reset_password": "20/m/ip",  # by account: portal.accounts.forms.RESET_MAILS
}
KNOWN_DEVICE_RATE = "10/5m/key"
# Times a minute that a form of this name may be sent (that a page may be asked for, where the method is GET): by
# somebody signed in, and from one address by all others.
REQUEST_LIMITS: dict[str, dict[str, Any]] = {
    "call_eligibility": {"user": 60, "ip": 240},  # a school's computer room has one address
    "alert_ask": {"user": 10, "ip": 30},  # each may be a mail to somebody
    "alert_confirm": {"user": 30, "ip": 60},
    "application_upload": {"user": 30, "ip": 30},
    "application_referee": {"user": 10, "ip": 10},
    "application_request": {"user": 30, "ip": 30},
    "letter": {"user": 30, "ip": 60},
    "application_correct": {"user": 30, "ip": 30},
    "application_claim": {"user": 6, "ip": 30},  # each is a guess at a code or a birth date, unless it is right
    "applications_application_paper": {"user": 20, "ip": 20},
    "applications_application_paper_upload": {"user": 60, "ip": 60},
    "applications_application_claim": {"user": 20, "ip": 20},
    "application_copy": {"user": 20, "ip": 20, "method": "GET"},  # each is set anew, in a process of its own
    "applications_application_copy": {"user": 60, "ip": 20, "method": "GET"},
    "shortlists_shortlist_export": {"user": 10, "ip": 10},
}
MFA_ADAPTER = "portal.staffsite.factors.FactorAdapter"
MFA_FORMS = {
    "authenticate": "portal.accounts.forms.OnceAuthenticateForm",
    "reauthenticate": "portal.accounts.forms.OnceReauthenticateForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = False  # a key stands beside the password, never in its place
MFA_WEBAUTHN_USER_VERIFICATION = "preferred"  # the password is the other factor: a key without PIN will do
MFA_TOTP_ISSUER = "Exchange programmes portal"
MFA_TOTP_TOLERANCE = 1  # the code before and after count too: slow hands, and clocks a little off (RFC 6238, 5.2)
USERSESSIONS_TRACK_ACTIVITY = True
USERSESSIONS_ADAPTER = "portal.staffsite.sessions.SessionsAdapter"

# --- Cookies and headers -----------------------------------------------------------------------------------------
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # no cookie of their own
CSRF_FAILURE_VIEW = "portal.common.failures.csrf_failure"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_NAME = "__Host-session" if PRODUCTION else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if PRODUCTION else "csrf"
LANGUAGE_COOKIE_NAME = "__Host-language" if PRODUCTION else "language"
KNOWN_DEVICE_COOKIE_NAME = "__Host-known" if PRODUCTION else "known"
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^healthz/"]
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
if env.bool("BEHIND_TLS_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# How many of our own proxies add to X-Forwarded-For: rate limits count people, not the proxy (0: count connections).
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)
TRUST_ARRIVAL_HEADER = env.bool("TRUST_ARRIVAL_HEADER", default=False)
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}
STAFF_SESSION_IDLE = timedelta(minutes=30)
STAFF_SESSION_ABSOLUTE = timedelta(hours=8)

# --- Language and time -------------------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
# What pages, mails and explanations are wholly in. Names are not translated: readers look for their own.
LANGUAGES = [("en", "English"), ("fr", "Français"), ("nl", "Nederlands"), ("ja", "日本語")]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["portal.formats"]
USE_I18N = USE_TZ = True
COUNTRIES_OVERRIDE = {"XK": "Kosovo"}  # not in ISO 3166, and a country to Japan
TIME_ZONE = "UTC"
CLOCK_OFFSET_FILE = "" if PRODUCTION else env.str("CLOCK_OFFSET_FILE", default="")

LOGGING = logging_config(env.str("LOG_LEVEL", default="INFO"))
DJANGO_STRUCTLOG_STATUS_START_LOG_LEVEL = logging.DEBUG  # one line a request: what came of it
SILENCED_SYSTEM_CHECKS = ["auth.W004"]  # User.email is unique on Lower(email), which the check does not see
