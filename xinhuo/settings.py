"""All settings, in one file. Each may be set by an `XINHUO_*` variable; none has to be.

Shapes: paths are absolute; times are Asia/Shanghai; the data folder holds everything that must be backed up.
"""

import os
import tomllib
from datetime import timedelta
from pathlib import Path

from csp.constants import NONE, SELF

from xinhuo.ground.kernel.database import database
from xinhuo.ground.kernel.in_place import finish
from xinhuo.ground.kernel.keys import secret_text

BASE = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("XINHUO_DATA", BASE / "data")).resolve()
DATA.mkdir(mode=0o700, parents=True, exist_ok=True)
BACKUPS = Path(os.environ.get("XINHUO_BACKUPS") or DATA / "backups").resolve()
VERSION = tomllib.loads((BASE / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
HTTPS = os.environ.get("XINHUO_HTTPS", "") == "1"
BEHIND_PROXY = os.environ.get("XINHUO_BEHIND_PROXY", "") == "1"
SITE_HOSTS = [h.strip() for h in os.environ.get("XINHUO_HOSTS", "").split(",") if h.strip()]

DEBUG = False
finish(DATA)  # a restore that was cut off: before the first key is read
SECRET_KEY = secret_text(DATA, "secret.key")
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", *SITE_HOSTS]
ROOT_URLCONF = "xinhuo.urls"
WSGI_APPLICATION = "xinhuo.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "xinhuo.ground.ui",
    "xinhuo.ground.audit",
    "xinhuo.ground.drafts",
    "xinhuo.ground.search",
    "xinhuo.ground.files",
    "xinhuo.ground.jobs",
    "xinhuo.who.organisation",
    "xinhuo.who.people",
    "xinhuo.who.accounts",
    "xinhuo.journal.method",
    "xinhuo.journal.approvals",
    "xinhuo.journal.archives",
    "xinhuo.journal.records",
    "xinhuo.work.applications",
    "xinhuo.work.reports",
    "xinhuo.work.meetings",
    "xinhuo.year.volumes",
    "xinhuo.year.yearbook",
    "xinhuo.shell.keeping",
    "xinhuo.shell.printing",
    "xinhuo.shell.desk",
    "xinhuo.shell.roster",
    "xinhuo.shell.changes",
    "xinhuo.shell.briefing",
    "xinhuo.shell.yearend",
    "xinhuo.shell.trail",
    "xinhuo.shell.demo",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "axes",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "xinhuo.who.accounts.middleware.who_is_asking",
    "axes.middleware.AxesMiddleware",  # last: it turns a refused login into our page
]

_PROCESSORS = [
    "django.template.context_processors.request",
    "django.contrib.messages.context_processors.messages",
    "xinhuo.shell.desk.views.navigation.navigation",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": True,
        "OPTIONS": {"environment": "xinhuo.ground.ui.environment.environment", "context_processors": _PROCESSORS},
    },
    {"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True},
]

DATABASES = {"default": database(os.environ.get("XINHUO_DATABASE_URL", ""), DATA)}

AUTH_USER_MODEL = "accounts.Account"
ACTOR_READER = "xinhuo.who.accounts.backend.actor_by_id"  # whose rights a job has when it is begun
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "xinhuo.who.accounts.backend.PhoneOrName"]
# Five wrong passwords for one account from one machine, or sixty from anywhere: a quarter of an hour's pause for that
# account there. Never for a machine as such: a whole village may stand behind one address.
AXES_FAILURE_LIMIT = 5
XINHUO_FAILURES_ANYWHERE = 60
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # trying on does not make the pause longer
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True  # who came in and when is nobody's business but the trail's
AXES_ENABLE_ADMIN = AXES_VERBOSE = False
AXES_HANDLER = "xinhuo.who.accounts.backend.Patience"
AXES_USERNAME_CALLABLE = "xinhuo.who.accounts.backend.who_tries"
AXES_CLIENT_IP_CALLABLE = "xinhuo.who.accounts.backend.address_of"
AXES_LOCKOUT_CALLABLE = "xinhuo.who.accounts.views.entering.wait_a_while"
AXES_SENSITIVE_PARAMETERS = ["who", "unit", "password", "next", "csrfmiddlewaretoken"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
LOGIN_URL = "accounts:login"
SESSION_ENGINE = "xinhuo.who.accounts.sessions"
SESSION_COOKIE_AGE = 30 * 24 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "xinhuo.shell.desk.views.errors.form_expired"

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": DATA / "files"}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# One list of 20 MB uploads is read into memory by the importer; more is refused with a sentence before that.
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
FILE_UPLOAD_PERMISSIONS = 0o600

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
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
if BEHIND_PROXY:  # only behind our own proxy: else a client could forge https
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
if HTTPS:
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 30 * 24 * 3600
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
    CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in SITE_HOSTS]
    # HSTS for subdomains and preload speak for a parent domain that an office rarely owns.
    SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
