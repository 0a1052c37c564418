"""Every setting, in the order in which a request meets it. Environment is read here and nowhere else."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from urllib.parse import unquote, urlsplit

from nightdesk.embedded import Embedded, is_named, read_dotenv
from nightdesk.environment import Env
from nightdesk.logging import logging_config
from tenants.roles import APP

BASE_DIR = Path(__file__).resolve().parent.parent
read_dotenv()
VAR_DIR = Path(os.environ.get("NIGHTDESK_VAR") or BASE_DIR / "var")

env = Env()  # type: ignore[no-untyped-call]
_embedded = Embedded(VAR_DIR)

# Development means: no servers named, or DEBUG on. Keys make themselves, and the sandbox answers for the vendors.
EMBEDDED = not is_named("DATABASE_URL") or os.environ.get("NIGHTDESK_EMBEDDED") == "1"
DEBUG = env.bool("DEBUG", default=False)
DEVELOPMENT = env.bool("DEBUG", default=EMBEDDED)


# Where a test ends a process: calls/crash_points.py. Never in production.
CRASH_AT = env.str("NIGHTDESK_CRASH_AT", default="") if DEVELOPMENT else ""


def _kept(name: str, make: str) -> str:
    """Return a secret of the development machine, made once and kept under `var/`."""
    path = VAR_DIR / "secrets" / name
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.touch(mode=0o600)
        path.write_text(make)
    return path.read_text().strip()


def _secret(name: str, make: str) -> str:
    """Read a secret from NAME or NAME_FILE; development makes one, production gets "" and is refused by a check."""
    value = env.str(name, default="")
    return value or (_kept(name.lower(), make) if DEVELOPMENT else "")


def _fernet_key() -> str:
    from cryptography.fernet import Fernet

    return Fernet.generate_key().decode()


# Where we are
_port = VAR_DIR / "port"  # where `make run` of this clone listens
PORT = env.int("PORT", default=int(_port.read_text()) if _port.exists() else 8000)
PUBLIC_URL = env.str("PUBLIC_URL", default=f"http://127.0.0.1:{PORT}").rstrip("/")
ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS", default=[urlsplit(PUBLIC_URL).hostname or "", "127.0.0.1", "localhost", "[::1]"]
)
# Reverse proxies of ours in front: so many entries of X-Forwarded-For, from its end, can be believed.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)
WEB_CONCURRENCY = env.int("WEB_CONCURRENCY", default=1)
SECRET_KEY = _secret("SECRET_KEY", secrets.token_urlsafe(48)) or "unset"
ENCRYPTION_KEYS = _secret("ENCRYPTION_KEYS", _fernet_key()).replace(",", " ").split()
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PUBLIC_URL.startswith("https://")
if SESSION_COOKIE_SECURE:
    # A browser takes such a cookie from this host alone, and never over plain http.
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
    SECURE_HSTS_SECONDS, SECURE_HSTS_INCLUDE_SUBDOMAINS = 365 * 24 * 60 * 60, True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 12 * 60 * 60
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# A redirect would turn Twilio's POST into a GET and lose what the caller said.
APPEND_SLASH = False

# What a request passes through. The telephone's webhooks skip it: nightdesk/asgi.py.
ROOT_URLCONF = "nightdesk.urls"
ASGI_APPLICATION = "nightdesk.asgi.application"
INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "csp",
    "django_htmx",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "nightdesk",
    "tenants",
    "integrations",
    "integrations.sandbox",
    "calls",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "nightdesk.middleware.StaffScope",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
        "form-action": ["'self'"],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

# Where things rest
DATABASES = {"default": env.db_url("DATABASE_URL", default=_embedded.database_url)}
DATABASE_OWNER = env.db_url(
    "DATABASE_OWNER_URL", default=env.str("DATABASE_URL", default=_embedded.owner_url)
)
for _database in (DATABASES["default"], DATABASE_OWNER):
    _database["HOST"] = unquote(_database["HOST"])  # a directory of sockets arrives quoted
DATABASES["default"]["ENGINE"] = "django.db.backends.postgresql"
# The telephone's webhooks use threads that keep their connection; pages and API share the rest of the pool.
DATABASE_THREADS = env.int("DATABASE_THREADS", default=4)
_pool = env.int("DATABASE_POOL", default=16)  # connections per process
DATABASES["default"]["OPTIONS"] = {
    "prepare_threshold": 5,  # serves the few statements of calls/conversation/statements.py
    "pool": {"min_size": 1, "max_size": _pool, "timeout": 2} if _pool else False,
}
if DATABASES["default"]["USER"] != APP:  # whoever it is, the application is no more than this
    DATABASES["default"]["OPTIONS"]["options"] = f"-c role={APP}"
DATABASES["default"]["TEST"] = {"NAME": os.environ.get("ND_TEST_DB", "test_nightdesk")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL = env.str("REDIS_URL", default=_embedded.redis_url)

# The nudge. Times are columns, not countdowns: Redis delivers a long countdown more than once.
CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://", 1)
CELERY_TASK_IGNORE_RESULT = True
# Of two queues a worker takes in turn: a thousand tickets do not stand before a page.
CELERY_TASK_ROUTES = {name: {"queue": "pages"} for name in ("calls.send_page", "calls.send_alarm")}
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SOFT_TIME_LIMIT = 90
CELERY_TASK_TIME_LIMIT = 120
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 600,
    "socket_timeout": 5,
    "socket_connect_timeout": 2,
}
# A nudge that cannot be sent is given up at once: the watchdog finds the row.
CELERY_TASK_PUBLISH_RETRY = False
CELERY_WORKER_HIJACK_ROOT_LOGGER = False

# Who may come in
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
LOGIN_URL = "/admin/login/"

# The model
ANTHROPIC_API_KEY = env.str("ANTHROPIC_API_KEY", default="")
ANTHROPIC_BASE_URL = env.str("ANTHROPIC_BASE_URL", default="")
NIGHTDESK_MODEL = env.str("NIGHTDESK_MODEL", default="claude-haiku-5-5")
NIGHTDESK_FALLBACK_MODEL = env.str("NIGHTDESK_FALLBACK_MODEL", default="claude-haiku-4-5")
# A webhook is answered with whole sentences, so a stream only shows sooner that an answer has begun.
NIGHTDESK_MODEL_STREAM = env.bool("NIGHTDESK_MODEL_STREAM", default=False)

# The telephone. Without an account, development speaks to the sandbox as this made-up one.
TWILIO_ACCOUNT_SID = env.str("TWILIO_ACCOUNT_SID", default="")
TWILIO_AUTH_TOKEN = _secret("TWILIO_AUTH_TOKEN", secrets.token_hex(16))
TWILIO_AUTH_TOKEN_PREVIOUS = env.str("TWILIO_AUTH_TOKEN_PREVIOUS", default="")
SANDBOX_URL = f"http://127.0.0.1:{PORT}/sandbox"
# Where the sandbox finds the desk, when it does not run in the same process.
SANDBOX_DESK_URL = env.str("SANDBOX_DESK_URL", default="")
SANDBOX_ACCOUNT_SID = "AC" + "5a" * 16
TWILIO_API_URL = env.str("TWILIO_API_URL", default="") or (
    f"{SANDBOX_URL}/twilio" if DEVELOPMENT and not TWILIO_ACCOUNT_SID else "https://api.twilio.com"
)

# Whoever writes down what callers leave as a message; unset, it is only to be heard.
TRANSCRIBER_URL = env.str("TRANSCRIBER_URL", default="")
TRANSCRIBER_KEY = env.str("TRANSCRIBER_KEY", default="")
TRANSCRIBER_MODEL = env.str("TRANSCRIBER_MODEL", default="whisper-1")

# The PSA
CONNECTWISE_CLIENT_ID = env.str(
    "CONNECTWISE_CLIENT_ID", default="00000000-0000-4000-8000-000000000000" if DEVELOPMENT else ""
)

# Mail. Development's mailbox is the sandbox's own SMTP server.
SANDBOX_MAIL_PORT = PORT + 25
_email = env.email_url(
    "EMAIL_URL", default=f"smtp://127.0.0.1:{SANDBOX_MAIL_PORT}" if DEVELOPMENT else "smtp://127.0.0.1:25"
)
EMAIL_BACKEND = _email["EMAIL_BACKEND"]
EMAIL_HOST = _email["EMAIL_HOST"]
EMAIL_PORT = _email["EMAIL_PORT"]
EMAIL_HOST_USER = _email["EMAIL_HOST_USER"]
EMAIL_HOST_PASSWORD = _email["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS = _email.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = _email.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 15
# Who of our own staff hears every alarm: mailboxes and numbers, one after another with commas.
STAFF_ALARM_CONTACTS = env.list("STAFF_ALARM_CONTACTS", default=["staff@localhost"] if DEVELOPMENT else [])
# The other route: a webhook that takes every alarm as JSON, and a dead man's switch that is pinged while all is well.
ALARM_WEBHOOK_URL = env.str("ALARM_WEBHOOK_URL", default=f"{SANDBOX_URL}/alarms" if DEVELOPMENT else "")
DEADMAN_URL = env.str("DEADMAN_URL", default=f"{SANDBOX_URL}/deadman" if DEVELOPMENT else "")
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="NightDesk <nightdesk@localhost>")

# The API
REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_AUTHENTICATION_CLASSES": ["calls.api.auth.BearerToken"],
    "DEFAULT_PERMISSION_CLASSES": ["calls.api.auth.HasRole"],
    "DEFAULT_PAGINATION_CLASS": "calls.api.pages.Pages",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "NightDesk",
    "DESCRIPTION": "Calls that were answered at night, what was decided about them, and the runbooks that decide.",
    "VERSION": "1.0.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PUBLIC": True,
    "SERVE_AUTHENTICATION": [],
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SWAGGER_UI_SETTINGS": {"defaultModelsExpandDepth": 0, "deepLinking": True},
    "OAS_VERSION": "3.1.1",
    "ENUM_NAME_OVERRIDES": {
        "CallState": "calls.models.Call.State",
        "TicketState": "calls.models.Delivery.State",
        "PageState": "calls.models.Page.State",
        "EscalationState": "calls.models.Escalation.State",
    },
}

# Pages
STATIC_URL = "/static/"
STATIC_ROOT = (
    None if DEVELOPMENT else BASE_DIR / "staticfiles"
)  # development serves them from where they are written
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = DEVELOPMENT
WHITENOISE_AUTOREFRESH = DEVELOPMENT
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEVELOPMENT
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
LANGUAGE_CODE = "en-us"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = False

# What is written down
LOG_FORMAT = env.str("LOG_FORMAT", default="console" if DEVELOPMENT else "json")
LOGGING_CONFIG = None
logging_config(LOG_FORMAT)
