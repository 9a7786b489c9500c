"""What a web server calls. It does not start with settings that may lose or give away what it is entrusted."""

import os

from django.core.wsgi import get_wsgi_application
from django.db import connections

# What the portal writes (databases, letters, exports) is for the account it runs as and nobody else.
os.umask(0o077)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "spegla.portal.config.settings")
application = get_wsgi_application()

from spegla.portal.config.checks import refuse_what_is_not_safe  # noqa: E402  the apps are there now

refuse_what_is_not_safe()

from spegla.portal.web.warm import warm  # noqa: E402

warm()
# Workers that are forked from here must not share a connection.
connections.close_all()
