"""Django's settings. What differs between installations comes from `environment`, which is read once; nothing else does."""

from datetime import timedelta
from pathlib import Path

from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from spegla.portal.config import single_sign_on
from spegla.portal.config.environment import read
from spegla.portal.folders import MANUAL

_HERE = Path(__file__).parents[1]
_ENVIRONMENT = read()
_OVER_HTTPS = not _ENVIRONMENT.demo

DEMO = _ENVIRONMENT.demo
DEBUG = False
SECRET_KEY = _ENVIRONMENT.secret_key
AUDIT_KEY = _ENVIRONMENT.audit_key
ALLOWED_HOSTS = list(_ENVIRONMENT.hosts)
CSRF_TRUSTED_ORIGINS = list(_ENVIRONMENT.origins)
DATABASES = _ENVIRONMENT.databases()
DATA = _ENVIRONMENT.data
HEADS = _ENVIRONMENT.heads
# The municipalities' keys to their case codes, and the columns that are counted.
CASE_KEYS = _ENVIRONMENT.case_keys
COLUMNS = DATA / "columns"
# The reports that were made with a demo; None in a real installation.
DEMO_FILES = _ENVIRONMENT.demo_files

INSTALLED_APPS = [
    "spegla.portal.web",
    "spegla.portal.accounts",
    "spegla.portal.store",
    "spegla.portal.commands",
    "spegla.portal.config",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.socialaccount.providers.saml",
    "allauth.usersessions",
    "axes",
    "csp",
    "django_tasks_db",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "spegla.portal.web.scripts.SessionCookieMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "spegla.portal.web.gate.GateMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "spegla.portal.web.context.page",
            ],
        },
    }
]
ROOT_URLCONF = "spegla.portal.config.urls"
WSGI_APPLICATION = "spegla.portal.config.wsgi.application"
DATABASE_ROUTERS = ["spegla.portal.store.router.StoreRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "sv"
LANGUAGES = [("sv", _("svenska")), ("en", _("engelska"))]
LOCALE_PATHS = [_HERE / "locale"]
TIME_ZONE = "Europe/Stockholm"
USE_TZ = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [("spegla", _HERE.parent / "presentation" / "assets"), ("manual", MANUAL / "bilder")]
STATIC_ROOT = DATA / "static"
# The demo serves the files where they lie; a real installation gathers them, pressed and named by what is in them.
WHITENOISE_USE_FINDERS = DEMO
_FILES = "django.contrib.staticfiles.storage.StaticFilesStorage"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": _FILES if DEMO else "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# ── Jobs: written with what they are about, done by `spegla-portal worker` ──
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
# A job that fails is told of by the worker. The library would log the words of its error too, which may be of a case.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"nowhere": {"class": "logging.NullHandler"}},
    "loggers": {name: {"handlers": ["nowhere"], "propagate": False} for name in ("django_tasks", "django_tasks_db")},
}

# ── Mail: to a server, or as files in the folder of data ───────────────────
_MAIL = _ENVIRONMENT.mail
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if _MAIL else 'filebased'}.EmailBackend"
EMAIL_FILE_PATH = str(DATA / "mail")
EMAIL_HOST, EMAIL_PORT = (_MAIL.host, _MAIL.port) if _MAIL else ("localhost", 25)
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = (_MAIL.user, _MAIL.password) if _MAIL else ("", "")
EMAIL_USE_SSL, EMAIL_USE_TLS = (_MAIL.tls == "from_start", _MAIL.tls == "upgraded") if _MAIL else (False, False)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = SERVER_EMAIL = _ENVIRONMENT.mail_from

# ── Login ──────────────────────────────────────────────────────────────────
AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 15}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator", "OPTIONS": {"user_attributes": ("email", "name")}},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "start"
# How often someone has tried, and which codes have been used, is the same for every process.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}
ACCOUNT_ADAPTER = "spegla.portal.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_SESSION_REMEMBER = False
_FORMS = "spegla.portal.web.login_forms."
ACCOUNT_FORMS = {
    "login": f"{_FORMS}FirstStepForm",
    "change_password": f"{_FORMS}ChangePasswordForm",
    "reset_password": f"{_FORMS}ForgottenForm",
    "reset_password_from_key": f"{_FORMS}NewPasswordForm",
    "reauthenticate": f"{_FORMS}PasswordAgainForm",
}
MFA_ADAPTER = "spegla.portal.accounts.adapter.FactorAdapter"
MFA_FORMS = {
    "authenticate": f"{_FORMS}SecondStepForm",
    "reauthenticate": f"{_FORMS}CodeAgainForm",
    "activate_totp": f"{_FORMS}AddAppForm",
    "add_webauthn": f"{_FORMS}AddKeyForm",
    "edit_webauthn": f"{_FORMS}NameKeyForm",
    "authenticate_webauthn": f"{_FORMS}SecondStepKeyForm",
    "reauthenticate_webauthn": f"{_FORMS}KeyAgainForm",
    "login_webauthn": f"{_FORMS}KeyAloneForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Spegla"
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMO
# The gate does, once a minute: a write for each page that is read would have everyone wait for it.
USERSESSIONS_TRACK_ACTIVITY = False
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
# allauth calls it by one name in the form and by another in what it tries.
AXES_USERNAME_CALLABLE = "spegla.portal.web.gate.typed_address"
# Who goes on trying while it is shut does not keep the owner out for longer.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
# A whole municipality knocks from one address: it is the account that is guarded, wherever the tries come from.
ACCOUNT_RATE_LIMITS = {"login_failed": "60/m/ip,10/15m/key"}
AXES_LOCKOUT_TEMPLATE = "account/locked.html"
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
# Who knocks is whom the outermost trusted proxy saw; what a client says of itself is not believed.
ALLAUTH_TRUSTED_PROXY_COUNT = _ENVIRONMENT.proxies
AXES_CLIENT_IP_CALLABLE = "spegla.portal.web.gate.client_address"

# ── Single sign-on, by the identity providers of the installation ─────────
IDENTITY_PROVIDERS = () if DEMO else single_sign_on.read()
SOCIALACCOUNT_PROVIDERS = single_sign_on.for_allauth(IDENTITY_PROVIDERS)
SOCIALACCOUNT_ADAPTER = "spegla.portal.web.sign_on.adapter.SignOnAdapter"
SOCIALACCOUNT_STORE_TOKENS = False

# ── Sessions, cookies and headers ──────────────────────────────────────────
SESSION_COOKIE_NAME = "spegla"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_SAVE_EVERY_REQUEST = False
# A session that nobody uses ends; one that is used ends at last too.
SESSION_IDLE = timedelta(minutes=30)
SESSION_ABSOLUTE = timedelta(hours=12)
SESSION_COOKIE_AGE = int(SESSION_ABSOLUTE.total_seconds())
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _OVER_HTTPS
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_USE_SESSIONS = True
CSRF_FAILURE_VIEW = "spegla.portal.web.errors.csrf"
SECURE_SSL_REDIRECT = _OVER_HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _ENVIRONMENT.proxies else None
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if _OVER_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = _OVER_HTTPS
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        # A form that leads to a provider is stopped where it leaves, unless the provider is named.
        "form-action": [SELF, *(origin for one in IDENTITY_PROVIDERS for origin in one.origins)],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
# How long access in an emergency lasts.
EMERGENCY_LASTS = timedelta(hours=4)
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
# What the columns of a file mean is a field for each column and each text.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
# Files larger than this are written to the disk while they come, and not held in memory.
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
# Pages come and go with their messages; nothing of them is kept by the browser.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
# To stand on the browsers' own lists is for the owner of the whole domain to decide, not for one portal in it.
SILENCED_SYSTEM_CHECKS = ["security.W021"]
