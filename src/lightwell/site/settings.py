"""All settings, read once from the environment; ``docs/reference/settings.md`` lists them.

Three modes: ``demo`` (a fictional clinic on this machine only), ``live`` and ``test``.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF

from lightwell.site import env
from lightwell.site.logs import LOGGING as LOGGING

MODE = env.choice(
    "LIGHTWELL_MODE",
    "demo",
    ("demo", "live", "test"),
    "`demo` (a fictional clinic on this machine), `live` (a real one) or `test`.",
)
HERE = Path(__file__).resolve().parent
HOME = env.directory(
    "LIGHTWELL_HOME",
    Path.cwd() / "var" / MODE,
    "Where everything is kept that an installation makes.",
    "`var/` and the mode, below the present directory",
)
# Keys live outside the database and outside its backups.
SECRETS = env.directory(
    "LIGHTWELL_SECRETS",
    HOME / "secrets",
    "Where keys are kept. Back this directory up apart from the database.",
    "`secrets` in LIGHTWELL_HOME",
)
SECRET_KEY = env.secret("LIGHTWELL_SECRET_KEY", SECRETS, "Signs sessions, page stamps and links.")
AUDIT_KEY = env.secret(
    "LIGHTWELL_AUDIT_KEY", SECRETS, "Seals the audit trail; without it nothing can be verified."
)
AUDIT_HEADS = env.directory(
    "LIGHTWELL_AUDIT_HEADS",
    HOME / "audit-heads",
    "Where the last link of each audit chain is kept. Best on another disk.",
    "`audit-heads` in LIGHTWELL_HOME",
)

DEBUG = False
PUBLIC_URL = env.text(
    "LIGHTWELL_PUBLIC_URL",
    "http://127.0.0.1:8000",
    "The address that people open and that links in messages lead to; https outside this machine.",
)
IS_ENCRYPTED = PUBLIC_URL.startswith("https://")
ALLOWED_HOSTS = env.words(
    "LIGHTWELL_HOSTS",
    "127.0.0.1,localhost,testserver",
    "Host names under which the server answers, separated by commas.",
)
# Where "Leave this page" leads: something harmless on a shared screen.
EXIT_URL = env.text(
    "LIGHTWELL_EXIT_URL",
    "https://www.weather.gov/",
    "Where “Leave this page” leads at once: a harmless page.",
)
DISK_ENCRYPTION_DECLARED = env.yes(
    "LIGHTWELL_DISK_ENCRYPTION",
    "no",
    "`yes` declares that the disks of this machine are encrypted; a live clinic needs it.",
)
BACKUP_KEY_FILE = Path(
    env.text(
        "LIGHTWELL_BACKUP_KEY_FILE",
        str(SECRETS / "backup.key"),
        "The key that seals and opens backups. Keep a copy where the backups are not.",
        "`backup.key` in LIGHTWELL_SECRETS",
    )
)
NOTES_KEY_FILE = Path(
    env.text(
        "LIGHTWELL_NOTES_KEY_FILE",
        str(SECRETS / "notes.key"),
        "The key of therapists' private notes. No backup holds it: keep a copy apart from both.",
        "`notes.key` in LIGHTWELL_SECRETS",
    )
)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "lightwell.kit",
    "lightwell.access",
    "lightwell.records",
    "lightwell.diary",
    "lightwell.documents",
    "lightwell.public",
    "lightwell.portal",
    "lightwell.clinic",
    "lightwell.outside",
    "lightwell.room",
    "lightwell.site",
]

MIDDLEWARE = [
    "lightwell.site.middleware.errors.ErrorPages",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "lightwell.site.middleware.privacy.NoStore",
    "lightwell.site.middleware.signed_in.SignedIn",
]

ROOT_URLCONF = "lightwell.site.urls"
ASGI_APPLICATION = "lightwell.site.asgi.application"
WSGI_APPLICATION = "lightwell.site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "lightwell.site.context.page",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

DATABASES: dict[str, dict[str, Any]] = {
    "default": env.database(
        env.text(
            "LIGHTWELL_DATABASE_URL",
            f"sqlite:///{HOME / 'lightwell.sqlite3'}",
            "`sqlite:////path/to/file` or `postgresql://user:password@host:5432/name`.",
            "`lightwell.sqlite3` in LIGHTWELL_HOME",
        )
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# People: e-mail addresses as names, Argon2 for passwords, a second factor for staff.
AUTH_USER_MODEL = "access.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home_after_sign_in"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "lightwell.site.allauth.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "lightwell.site.forms.SignIn",
    "request_login_code": "lightwell.site.forms.AskForCode",
    "confirm_login_code": "lightwell.site.forms.ConfirmCode",
    "reauthenticate": "lightwell.site.forms.ConfirmAgain",
    "reset_password": "lightwell.site.forms.AskForReset",
    "confirm_password_reset_code": "lightwell.site.forms.ConfirmResetCode",
    "reset_password_from_key": "lightwell.site.forms.ResetPassword",
    "set_password": "lightwell.site.forms.SetPassword",
    "change_password": "lightwell.site.forms.ChangePassword",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 600
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
# A clinic shares one address, so limits by address are wide and limits by person are tight.
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": "30/m/ip,5/300s/key",
    "request_login_code": "20/m/ip,1/m/key",
    "reset_password": "20/m/ip,1/m/key",
    "reauthenticate": "10/m/user",
    "second_factor": "10/15m/key",
    "second_person": "5/15m/key",
    "second_person_in_all": "15/15m/key",
    "calendar": "60/m/ip,60/h/key",
}
MFA_ADAPTER = "lightwell.site.allauth.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "lightwell.site.forms.SecondFactor",
    "reauthenticate": "lightwell.site.forms.ConfirmAgainByCode",
    "activate_totp": "lightwell.site.forms.SetUpApp",
    "deactivate_totp": "lightwell.site.forms.RemoveApp",
    "generate_recovery_codes": "lightwell.site.forms.MakeRecoveryCodes",
}
# Passkeys wait until their pages need no inline script.
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = True  # staff accounts are made by the clinic
MFA_TOTP_TOLERANCE = 1  # telephones and servers disagree by some seconds
MFA_TOTP_ISSUER = "Lightwell"

# Sessions sign off by themselves; a page warns two minutes before.
SESSION_SECONDS = env.integer(
    "LIGHTWELL_SESSION_SECONDS", 15 * 60, "How long nobody acts before the automatic sign-off."
)
SESSION_COOKIE_AGE = SESSION_SECONDS
SESSION_SAVE_EVERY_REQUEST = False  # `SignedIn` decides: polling must not keep a session alive
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "lightwell.site.views.errors.form_not_ours"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_ENCRYPTED
SECURE_SSL_REDIRECT = IS_ENCRYPTED
SECURE_HSTS_SECONDS = 31_536_000 if IS_ENCRYPTED else 0
BEHIND_PROXY = env.yes(
    "LIGHTWELL_BEHIND_PROXY",
    "no",
    "`yes` when a reverse proxy ends TLS and sets X-Forwarded-Proto itself.",
)
ALLAUTH_TRUSTED_PROXY_COUNT = int(BEHIND_PROXY)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "report-uri": ["/csp-report"],
    }
}

# Messages out. The demo never speaks to a mail server: its outbox is a page.
SMTP_HOST = env.text(
    "LIGHTWELL_SMTP_HOST", "", "The mail server. A demonstration refuses one.", "this machine"
)
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if MODE != "demo"
    else "django.core.mail.backends.dummy.EmailBackend"
)
EMAIL_HOST = SMTP_HOST or "localhost"
EMAIL_PORT = env.integer("LIGHTWELL_SMTP_PORT", 25, "The port of the mail server.")
EMAIL_HOST_USER = env.text("LIGHTWELL_SMTP_USER", "", "The name to sign in to it, if any.", "none")
EMAIL_HOST_PASSWORD = env.text(
    "LIGHTWELL_SMTP_PASSWORD", "", "The password to sign in to it, if any.", "none"
)
EMAIL_USE_TLS = env.yes(
    "LIGHTWELL_SMTP_TLS",
    "yes" if MODE == "live" else "no",
    "Whether to speak to it encrypted (STARTTLS).",
    "`yes` in a live clinic",
)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.text(
    "LIGHTWELL_FROM",
    "front-desk@clinic.example",
    "The address that messages come from; the clinic's short name is put before it.",
)

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}
}

LANGUAGE_CODE = "en"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
BUILT = HERE / "static" / "build"
STATICFILES_DIRS = [("build", BUILT)] if BUILT.exists() else []
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if MODE == "test"
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = MODE == "test"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
