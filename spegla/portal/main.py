"""`spegla-portal`: the portal's own commands, and Django's management for what they do not do."""

import os
import sys

from spegla.cli import language_of
from spegla.portal.config.variables import WrongSettingError
from spegla.portal.texts import texts

# Each command, and the sentence that says what it does.
COMMANDS = {
    "setup": "command_setup",
    "doctor": "command_doctor",
    "organisations": "reform_about",
    "worker": "command_worker",
    "case-key": "command_case_key",
    "clear-exports": "command_clear_exports",
    "clear-imports": "command_clear_imports",
    "verify-audit": "command_verify_audit",
    "protect-audit": "command_protect_audit",
    "export-audit-head": "command_export_audit_head",
    "demo": "command_demo",
}


def main() -> None:
    # What the portal writes (databases, letters, exports) is for the account it runs as and nobody else.
    os.umask(0o077)
    arguments = sys.argv[1:]
    if arguments[:1] == ["demo"]:
        os.environ["SPEGLA_DEMO"] = "1"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "spegla.portal.config.settings")
    language = language_of(arguments)
    if not set(arguments) - {"-h", "--help", "help", "--lang", language, f"--lang={language}"}:
        print(overview(language))
        return
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(["spegla-portal", *arguments])
    except BrokenPipeError:
        # The reader (head, less) has seen enough. Python would complain once more when it closes the stream.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except WrongSettingError as wrong:
        if arguments[:1] == ["doctor"]:
            from spegla.portal.doctor.report import unreadable

            print(unreadable(wrong, arguments, language))
            sys.exit(1)
        sys.exit(f"spegla-portal: {texts(language).say(wrong.code, **wrong.facts)}")
    except ImproperlyConfigured as wrong:
        sys.exit(f"spegla-portal: {wrong}")


def overview(language: str) -> str:
    """What `spegla-portal` says when it is not told what to do."""
    say = texts(language).say
    width = max(map(len, COMMANDS))
    lines = [f"  {name:{width}} {say(code)}" for name, code in COMMANDS.items()]
    return "\n".join([say("command_about"), "", *lines, "", say("command_more")])
