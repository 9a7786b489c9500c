"""`spegla-portal`: Django's management, with the portal's own commands."""

import os
import sys


def main() -> None:
    usual = "spegla.portal.config.demo" if sys.argv[1:2] == ["demo"] else "spegla.portal.config.settings"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", usual)
    from django.core.management import execute_from_command_line

    execute_from_command_line(["spegla-portal", *sys.argv[1:]])
