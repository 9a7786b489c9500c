"""The settings of the demo: this machine alone, SQLite, known passwords, and a banner on every page."""

import os
from pathlib import Path

from spegla.portal.config.base import *  # noqa: F403  every one of them is a setting
from spegla.portal.config.base import settings_for
from spegla.portal.config.environment import Environment

(
    SECRET_KEY,
    AUDIT_KEY,
    DEBUG,
    DEMO,
    ALLOWED_HOSTS,
    CSRF_TRUSTED_ORIGINS,
    DATABASES,
    DATA,
    STATIC_ROOT,
    EMAIL_BACKEND,
    EMAIL_FILE_PATH,
    SECURE_SSL_REDIRECT,
    SECURE_PROXY_SSL_HEADER,
    SECURE_HSTS_SECONDS,
    SECURE_HSTS_INCLUDE_SUBDOMAINS,
    SECURE_HSTS_PRELOAD,
    SESSION_COOKIE_SECURE,
    CSRF_COOKIE_SECURE,
    MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN,
) = settings_for(
    Environment(
        secret_key="demo, never for anything real " * 2,
        audit_key="demo, never for anything real " * 2,
        hosts=("localhost", "127.0.0.1"),
        data=Path(os.environ.get("SPEGLA_DEMO_DATA", "demo/portal")),
        database="",
        mail="",
        demo=True,
    )
).values()
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}  # noqa: F405
WHITENOISE_USE_FINDERS = True
