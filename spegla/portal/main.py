"""`spegla-portal`: Django's management, with the portal's own commands."""

import os
import sys


def main() -> None:
    if sys.argv[1:2] == ["demo"]:
        os.environ["SPEGLA_DEMO"] = "1"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "spegla.portal.config.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(["spegla-portal", *sys.argv[1:]])
    except ImproperlyConfigured as wrong:
        sys.exit(f"spegla-portal: {wrong}")
