"""Settings, all from the environment.

Nothing set: *embedded* (SQLite, a broker in a folder, files on disk, under `DATA_DIR`).
`DATABASE_URL` or `REDIS_URL` set: *served* (PostgreSQL, Redis, any number of machines), which
refuses to start without the settings that keep it safe.
"""

from datetime import timedelta
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from adoption_reviews.secret_key import kept_secret_key

env = environ.Env()

BASE_DIR = Path(__file__).resolve().parent.parent
BUILD_DIR = BASE_DIR / ".build"
DATA_DIR = Path(env.str("DATA_DIR", str(BASE_DIR / "var"))).resolve()

SERVED = bool(env.str("DATABASE_URL", "") or env.str("REDIS_URL", ""))


def required(name: str) -> str:
    """The variable's value; served mode does not start without it."""
    value = env.str(name, "")
    if not value:
        raise ImproperlyConfigured(
            f"{name} is not set. The served set-up needs DATABASE_URL, REDIS_URL, SECRET_KEY and "
            "ALLOWED_HOSTS; with none of them set the embedded set-up starts."
        )
    return value


DEBUG = env.bool("DEBUG", False)
if SERVED:
    SECRET_KEY = required("SECRET_KEY")
    ALLOWED_HOSTS = [host.strip() for host in required("ALLOWED_HOSTS").split(",")]
    if DEBUG:
        raise ImproperlyConfigured("DEBUG must be off in the served set-up.")
    if any("*" in host or host.startswith(".") for host in ALLOWED_HOSTS):
        raise ImproperlyConfigured("ALLOWED_HOSTS must name hosts; a wildcard is refused.")
else:
    SECRET_KEY = env.str("SECRET_KEY", "") or kept_secret_key(DATA_DIR)
    ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]

HUB_NAME = env.str("HUB_NAME", "Demo Health Innovation Network")
PRODUCT_NAME = "Adoption reviews"

# --- Where rows, messages and files are kept -------------------------------------------------

SQLITE = {
    "ENGINE": "adoption_reviews.sqlite",
    "NAME": DATA_DIR / env.str("SQLITE_NAME", "adoption_reviews.sqlite3"),
    # Kept: the last connection that closes writes the whole log back, which takes as long as the
    # answer to a request.
    "CONN_MAX_AGE": None,
    "OPTIONS": {
        # Without both of these, half of all read-then-write transactions fail as "locked".
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # FULL: a commit is on the disk before it is answered, so that a power cut loses no save.
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
        ),
    },
    "TEST": {"NAME": DATA_DIR / "test.sqlite3"},
}
if SERVED:
    required("DATABASE_URL")
    REDIS_URL = required("REDIS_URL")
    DATABASES = {"default": env.db("DATABASE_URL")}
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # PostgreSQL would compile the plans of larger counts, which takes longer than they run.
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("options", "-c jit=off")
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": REDIS_URL,
            "KEY_PREFIX": "cache",
        }
    }
    CELERY_BROKER_URL = REDIS_URL
    CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 3600}
else:
    DATABASES = {"default": SQLITE}
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": DATA_DIR / "cache",
        }
    }
    BROKER_DIR = DATA_DIR / "broker"
    CELERY_BROKER_URL = "filesystem://localhost"
    CELERY_BROKER_TRANSPORT = "adoption_reviews.broker:Transport"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(BROKER_DIR),
        "data_folder_out": str(BROKER_DIR),
        "control_folder": str(BROKER_DIR / "control"),
        "polling_interval": 0.1,
    }
    for folder in (DATA_DIR, BROKER_DIR, BROKER_DIR / "control"):
        folder.mkdir(parents=True, exist_ok=True)

MEDIA_ROOT = Path(env.str("MEDIA_ROOT", str(DATA_DIR / "media")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "adoption_reviews.static_storage.StaticStorage"},
}
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", str(BUILD_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static", BUILD_DIR / "frontend"]

# --- Work in the background ------------------------------------------------------------------

CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "Europe/London"
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "celerybeat-schedule")
CELERY_BEAT_SCHEDULE = {
    "sweep-reports": {"task": "reports.sweep_reports", "schedule": timedelta(seconds=10)},
    "sweep-search-index": {
        "task": "reports.sweep_search_index",
        "schedule": timedelta(minutes=1),
    },
    "sweep-sound": {"task": "interviews.sweep_sound", "schedule": timedelta(minutes=10)},
    "delete-orphans": {"task": "interviews.delete_orphans", "schedule": timedelta(hours=1)},
}

# --- Recorded sound --------------------------------------------------------------------------

# Sound is kept so many days after a review's report was released. Who knows when that was is named
# as text, since interviews do not import reports.
LATEST_RELEASES = "reports.queries.releases.latest_releases"

# Drafts of transcripts are made only where one of these is set: the folder of a faster-whisper
# model (with the extra `transcribe` installed), or another program that speaks the protocol of
# interviews/transcribing.py.
TRANSCRIBER_MODEL_DIR = env.str("TRANSCRIBER_MODEL_DIR", "")
TRANSCRIBER_COMMAND = env.str("TRANSCRIBER_COMMAND", "")
if TRANSCRIBER_MODEL_DIR or TRANSCRIBER_COMMAND:
    CELERY_BEAT_SCHEDULE["sweep-transcriptions"] = {
        "task": "interviews.sweep_transcriptions",
        "schedule": timedelta(seconds=10),
    }

# --- The application -------------------------------------------------------------------------

INSTALLED_APPS = [
    "adoption_reviews.apps.CoreConfig",
    "interviews",
    "casestudies",
    "maturity",
    "reports",
    "crispy_forms",
    "allauth",
    "allauth.account",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "adoption_reviews.middleware.access_middleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]
ROOT_URLCONF = "adoption_reviews.urls"
WSGI_APPLICATION = "adoption_reviews.wsgi.application"
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
                "adoption_reviews.context.frame",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = ("nhsuk",)
CRISPY_TEMPLATE_PACK = "nhsuk"

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True

# --- Signing in ------------------------------------------------------------------------------

AUTH_USER_MODEL = "adoption_reviews.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "start"
ACCOUNT_ADAPTER = "adoption_reviews.accounts.ClosedSignupAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_FORMS = {
    "login": "adoption_reviews.forms.account.LoginForm",
    "reauthenticate": "adoption_reviews.forms.account.ReauthenticateForm",
    "reset_password": "adoption_reviews.forms.account.ResetPasswordForm",
    "reset_password_from_key": "adoption_reviews.forms.account.ResetPasswordKeyForm",
    "change_password": "adoption_reviews.forms.account.ChangePasswordForm",
    "set_password": "adoption_reviews.forms.account.SetPasswordForm",
}
# Beside the library's own limits: asking for and entering the codes of maturity/views/joining.py.
ACCOUNT_RATE_LIMITS = {
    "send_code": "20/m/ip",
    "enter_code": "30/m/ip",
    "code_letter": "3/15m/key,20/d/key",  # to one address, as codes are limited
}
SESSION_COOKIE_AGE = 12 * 60 * 60  # a working day; drafts survive it on the device
if SERVED:
    vars().update(env.email_url("EMAIL_URL", default="smtp://localhost:25"))
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = DATA_DIR / "mail"
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "adoption-reviews@localhost")

# --- Security headers ------------------------------------------------------------------------

HTTPS = env.bool("HTTPS", SERVED)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "media-src": [SELF],
        "worker-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# --- Frameworks ------------------------------------------------------------------------------

# A hub's own framework files are read from here as well, with the same schema and checks.
FRAMEWORK_DIR = env.str("FRAMEWORK_DIR", "")
INFLUENCES_FRAMEWORK = "positive-influences@2020.1"
MATURITY_FRAMEWORK = "insites-learning-framework@2025.1"
BARRIERS_FRAMEWORK = "adoption-barriers@2016.1"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "INFO")},
    # Hundreds of lines a report otherwise.
    "loggers": {name: {"level": "WARNING"} for name in ("fontTools", "weasyprint.progress")},
}
