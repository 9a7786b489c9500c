"""A command that speaks Swedish, or English with `--lang en`: its help, what it says, and its errors."""

import sys
from argparse import SUPPRESS, ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from spegla.cli import language_of, speak
from spegla.messages import LANGUAGES, messages
from spegla.portal.texts import texts


class SpokenCommand(BaseCommand):
    """The commands of the portal. `about` is the code of what `--help` says first."""

    about: str
    # Django's own options work and are not shown: they are for who develops.
    suppressed_base_arguments = frozenset(  # type: ignore[assignment]
        {"--version", "-v", "--settings", "--pythonpath", "--traceback", "--no-color", "--force-color"}
    )
    language = LANGUAGES[0]

    def say(self, code: str, /, **facts: object) -> str:
        """The sentence `code`, in the language of who runs the command."""
        return texts(self.language).say(code, **facts)

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        self.help = self.say(self.about)
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        for action in parser._actions:
            if "--skip-checks" in action.option_strings:
                action.help = SUPPRESS
        return parser

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--lang", choices=LANGUAGES, default=self.language, help=self.say("cli_lang"))

    def run_from_argv(self, argv: list[str]) -> None:
        self.language = language_of(argv[2:])
        speak(messages(self.language))
        super().run_from_argv(argv)

    def execute(self, *args: Any, **options: Any) -> str | None:
        self.language = options.get("lang") or self.language
        try:
            return super().execute(*args, **options)
        except CommandError as stopped:
            # Called by a person, who wants a sentence and not the name of a class; called by a test or a command, the error itself.
            if not getattr(self, "_called_from_command_line", False):
                raise
            sys.exit(_said(stopped))


def _said(stopped: CommandError) -> str:
    return f"spegla-portal: {stopped}"
