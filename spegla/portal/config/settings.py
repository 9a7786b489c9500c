"""The settings of a real installation. What differs between installations comes from `environment`; nothing else does."""

from spegla.portal.config.base import *  # noqa: F403  every one of them is a setting
from spegla.portal.config.base import settings_for
from spegla.portal.config.environment import read

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
) = settings_for(read()).values()
