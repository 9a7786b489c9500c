"""`spegla`: the commands and their arguments."""

import argparse
import os
import sys
from pathlib import Path

from spegla import __version__
from spegla.cli.status import DONE
from spegla.cli.words import speak
from spegla.messages import LANGUAGES, Messages, messages


def main(argv: list[str] | None = None) -> int:
    """Run one command; gives the exit status."""
    arguments = sys.argv[1:] if argv is None else argv
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:  # The marks and Swedish letters must survive a terminal or pipe that says it is ASCII.
            reconfigure(encoding="utf-8")
    words = messages(_language(arguments))
    options = parser(words).parse_args(arguments)
    try:
        return _run(options, words)
    except BrokenPipeError:
        # The reader (head, less) has seen enough. Python would complain once more when it closes the stream.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE


def _run(options: argparse.Namespace, words: Messages) -> int:
    if options.command == "check":
        from spegla.cli.check import run_check

        return run_check(options.definitions, words)
    if options.command == "explain":
        from spegla.cli.indicators import run_explain

        return run_explain(options, words)
    if options.command == "indicators":
        from spegla.cli.indicators import run_indicators

        return run_indicators(options, words)
    if options.command == "codebook":
        from spegla.cli.codebook import run_codebook

        return run_codebook(options, words)
    if options.command == "pack":
        from spegla.cli.pack import run_pack

        return run_pack(options, words)
    from spegla.cli import registrations

    jobs = {"validate": registrations.run_validate, "mirror": registrations.run_mirror, "synthesise": registrations.run_synthesise}
    return jobs[options.command](options, words)


def _language(arguments: list[str]) -> str:
    """The language, before the parser can say it: the parser's own help is in it."""
    for index, argument in enumerate(arguments):
        value = argument.partition("=")[2] if argument.startswith("--lang=") else ""
        if argument == "--lang" and index + 1 < len(arguments):
            value = arguments[index + 1]
        if value in LANGUAGES:
            return value
    return LANGUAGES[0]


def parser(words: Messages) -> argparse.ArgumentParser:
    """All commands with their arguments, in the language of `words`."""
    speak(words)
    say = words.say
    root = argparse.ArgumentParser(prog="spegla", description=say("cli_about"))
    root.add_argument("--version", action="version", version=f"spegla {__version__}", help=say("cli_version"))
    common = argparse.ArgumentParser(add_help=False)
    for one in (root, common):
        # Suppressed below, so that a command that does not say it leaves what was said before it.
        one.add_argument("--lang", choices=LANGUAGES, default=argparse.SUPPRESS, help=say("cli_lang"))
    commands = root.add_subparsers(dest="command", required=True, title=say("cli_commands"), metavar=say("cli_meta_command"))

    indicators = commands.add_parser("indicators", parents=[common], help=say("cli_indicators"), description=say("cli_indicators"))
    indicators.add_argument("file", metavar=say("cli_meta_file"), type=Path, help=say("cli_indicators_file"))
    indicators.add_argument("--instrument", required=True, metavar="ID", help=say("cli_instrument"))
    groupings = ("lan", "invanargrupp", "kommungrupp", "kommun")
    indicators.add_argument("--by", choices=groupings, default="", metavar=say("cli_meta_group"), help=say("cli_by"))
    indicators.add_argument("--population", metavar=say("cli_meta_file"), type=Path, help=say("cli_population"))
    _output(indicators, ("text", "json", "html"), words)

    explain = commands.add_parser("explain", parents=[common], help=say("cli_explain"), description=say("cli_explain"))
    explain.add_argument("file", metavar=say("cli_meta_file"), type=Path, help=say("cli_indicators_file"))
    explain.add_argument("--indicator", required=True, metavar=say("cli_meta_name"), help=say("cli_indicator"))
    explain.add_argument("--instrument", metavar="ID", default="", help=say("cli_instrument"))
    _output(explain, ("text", "html"), words)

    _registrations(commands, common, words)

    codebook = commands.add_parser("codebook", parents=[common], help=say("cli_codebook"), description=say("cli_codebook"))
    codebook.add_argument("instrument", metavar="ID", help=say("cli_instrument_name"))
    codebook.add_argument("--format", choices=("html", "md", "xlsx", "json"), default="md", help=say("cli_codebook_format"))
    codebook.add_argument("-o", "--output", metavar=say("cli_meta_out"), type=Path, help=say("cli_output"))

    pack = commands.add_parser("pack", parents=[common], help=say("cli_pack"), description=say("cli_pack"))
    pack.add_argument("instrument", metavar="ID", help=say("cli_instrument_name"))
    pack.add_argument("-o", "--output", metavar=say("cli_meta_folder"), type=Path, required=True, help=say("cli_pack_output"))

    check = commands.add_parser("check", parents=[common], help=say("cli_check"), description=say("cli_check"))
    check.add_argument("definitions", metavar=say("cli_meta_folder"), type=Path, nargs="?", help=say("cli_check_folder"))
    return root


def _registrations(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", common: argparse.ArgumentParser, words: Messages
) -> None:
    say = words.say
    validate = commands.add_parser("validate", parents=[common], help=say("cli_validate"), description=say("cli_validate"))
    mirror = commands.add_parser("mirror", parents=[common], help=say("cli_mirror"), description=say("cli_mirror"))
    for one in (validate, mirror):
        one.add_argument("file", metavar=say("cli_meta_file"), type=Path, help=say("cli_registrations_file"))
        one.add_argument("--instrument", required=True, metavar="ID", help=say("cli_instrument_registrations"))
        one.add_argument("--map", metavar=say("cli_meta_file"), type=Path, help=say("cli_map"))
    validate.add_argument("--format", choices=("text", "json"), default="text", help=say("cli_format"))
    mirror.add_argument("--own", metavar="KOMMUNKOD", default="", help=say("cli_own"))
    mirror.add_argument("--where", metavar=say("cli_meta_rule"), default="", help=say("cli_where"))
    mirror.add_argument("--by", metavar=say("cli_meta_variable"), default="", help=say("cli_by_variable"))
    mirror.add_argument("--audience", choices=("own", "region", "public"), default="own", help=say("cli_audience"))
    mirror.add_argument("--format", choices=("text", "json", "html", "csv", "xlsx"), default="text", help=say("cli_format"))
    mirror.add_argument("-o", "--output", metavar=say("cli_meta_out"), type=Path, help=say("cli_output"))

    synthesise = commands.add_parser("synthesise", parents=[common], help=say("cli_synthesise"), description=say("cli_synthesise"))
    synthesise.add_argument("--instrument", required=True, metavar="ID", help=say("cli_instrument_registrations"))
    synthesise.add_argument("--n", type=int, required=True, metavar="N", help=say("cli_n"))
    synthesise.add_argument("--seed", type=int, default=1, metavar="N", help=say("cli_seed"))
    synthesise.add_argument("--like", choices=("published",), default="", help=say("cli_like"))
    synthesise.add_argument("-o", "--output", metavar=say("cli_meta_out"), type=Path, help=say("cli_output"))


def _output(parser: argparse.ArgumentParser, formats: tuple[str, ...], words: Messages) -> None:
    parser.add_argument("--published", metavar=words.say("cli_meta_file"), type=Path, help=words.say("cli_published"))
    parser.add_argument("--format", choices=formats, default="text", help=words.say("cli_format"))
    parser.add_argument("-o", "--output", metavar=words.say("cli_meta_out"), type=Path, help=words.say("cli_output"))


if __name__ == "__main__":
    sys.exit(main())
