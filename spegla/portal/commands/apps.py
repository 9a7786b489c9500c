"""Django's name for the app of commands."""

from django.apps import AppConfig


class CommandsConfig(AppConfig):
    name = "spegla.portal.commands"
    label = "commands"
