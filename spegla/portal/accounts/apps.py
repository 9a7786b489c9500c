"""Django's name for the app of accounts."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "spegla.portal.accounts"
    label = "accounts"
