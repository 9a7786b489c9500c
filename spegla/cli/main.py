"""`spegla`: the commands and their arguments."""

import argparse
import os
import sys
from pathlib import Path

from spegla import __version__
from spegla.cli.files import StopCommandError, format_of
from spegla.cli.status import DONE
from spegla.cli.words import language_of, speak
from spegla.messages import LANGUAGES, Messages, messages

# Said in --help, which must not wait for the definitions; a test tells when it is not what they hold.
_REPORTS = ("kommunrapport", "lansrapport", "tjansteskrivelse", "webbkollen")


def main(argv: list[str] | None = None) -> int:
    """Run one command; gives the exit status."""
    arguments = sys.argv[1:] if argv is None else argv
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:  # The marks and Swedish letters must survive a terminal or pipe that says it is ASCII.
            reconfigure(encoding="utf-8")
    words = messages(language_of(arguments))
    options = parser(words).parse_args(arguments)
    try:
        if "formats" in options:
            options.format = format_of(options, words)
        return _run(options, words)
    except StopCommandError as stop:
        return stop.status
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
    if options.command in ("compare-versions", "series"):
        from spegla.cli import versions

        return versions.run_series(options, words) if options.command == "series" else versions.run_compare_versions(options, words)
    if options.command == "report":
        from spegla.cli.reports import run_report

        return run_report(options, words)
    if options.command in ("cost-key", "day-cost"):
        from spegla.cli.costs import run_cost_key, run_day_cost

        return run_cost_key(options, words) if options.command == "cost-key" else run_day_cost(options, words)
    if options.command == "codebook":
        from spegla.cli.codebook import run_codebook

        return run_codebook(options, words)
    if options.command == "pack":
        from spegla.cli.pack import run_pack

        return run_pack(options, words)
    from spegla.cli import registrations

    jobs = {"validate": registrations.run_validate, "mirror": registrations.run_mirror, "synthesise": registrations.run_synthesise}
    return jobs[options.command](options, words)


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
    indicators.add_argument("--by", default="", metavar=say("cli_meta_group"), help=say("cli_by"))
    indicators.add_argument("--population", metavar=say("cli_meta_file"), type=Path, help=say("cli_population"))
    indicators.add_argument("--earlier", metavar=say("cli_meta_file"), type=Path, help=say("cli_earlier"))
    indicators.add_argument("--map", metavar=say("cli_meta_file"), type=Path, help=say("cli_map"))
    _published(indicators, words)
    _output(indicators, ("text", "json", "html"), words)

    explain = commands.add_parser("explain", parents=[common], help=say("cli_explain"), description=say("cli_explain"))
    explain.add_argument("file", metavar=say("cli_meta_file"), type=Path, help=say("cli_indicators_file"))
    explain.add_argument("--indicator", required=True, metavar=say("cli_meta_name"), help=say("cli_indicator"))
    explain.add_argument("--instrument", metavar="ID", default="", help=say("cli_instrument"))
    _published(explain, words)
    _output(explain, ("text", "html"), words)

    _registrations(commands, common, words)
    _versions(commands, common, words)
    _report(commands, common, words)
    _costs(commands, common, words)

    codebook = commands.add_parser("codebook", parents=[common], help=say("cli_codebook"), description=say("cli_codebook"))
    codebook.add_argument("instrument", metavar="ID", help=say("cli_instrument_name"))
    _output(codebook, ("md", "html", "xlsx", "docx", "pdf", "json"), words, "cli_codebook_format")

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
    _output(mirror, ("text", "json", "html", "csv", "xlsx"), words)

    synthesise = commands.add_parser("synthesise", parents=[common], help=say("cli_synthesise"), description=say("cli_synthesise"))
    synthesise.add_argument("--instrument", required=True, metavar="ID", help=say("cli_instrument_registrations"))
    synthesise.add_argument("--n", type=int, required=True, metavar="N", help=say("cli_n"))
    synthesise.add_argument("--seed", type=int, default=1, metavar="N", help=say("cli_seed"))
    synthesise.add_argument("--like", choices=("published",), default="", help=say("cli_like"))
    synthesise.add_argument("-o", "--output", metavar=say("cli_meta_out"), type=Path, help=say("cli_output"))


def _versions(commands: "argparse._SubParsersAction[argparse.ArgumentParser]", common: argparse.ArgumentParser, words: Messages) -> None:
    say = words.say
    about = say("cli_compare_versions")
    compare = commands.add_parser("compare-versions", parents=[common], help=about, description=about)
    compare.add_argument("old", metavar="ID", help=say("cli_version_old"))
    compare.add_argument("new", metavar="ID", help=say("cli_version_new"))
    _output(compare, ("text", "json", "html"), words)
    series = commands.add_parser("series", parents=[common], help=say("cli_series"), description=say("cli_series"))
    series.add_argument("variable", metavar=say("cli_meta_variable"), help=say("cli_series_variable"))
    file_and_id = (say("cli_meta_file"), "ID")
    series.add_argument("--of", action="append", nargs=2, required=True, metavar=file_and_id, help=say("cli_series_of"))
    _output(series, ("text", "json"), words)


def _report(commands: "argparse._SubParsersAction[argparse.ArgumentParser]", common: argparse.ArgumentParser, words: Messages) -> None:
    say = words.say
    report = commands.add_parser("report", parents=[common], help=say("cli_report"), description=say("cli_report"))
    report.add_argument("kind", metavar=say("cli_meta_kind"), help=say("cli_report_kind", known=", ".join(_REPORTS)))
    report.add_argument("file", metavar=say("cli_meta_file"), type=Path, nargs="?", help=say("cli_report_file"))
    report.add_argument("--instrument", metavar="ID", default="", help=say("cli_instrument"))
    report.add_argument("--published", metavar=say("cli_meta_file"), type=Path, help=say("cli_published"))
    report.add_argument("--population", metavar=say("cli_meta_file"), type=Path, help=say("cli_population"))
    report.add_argument("--own", metavar="KOMMUNKOD", default="", help=say("cli_report_own"))
    report.add_argument("--map", metavar=say("cli_meta_file"), type=Path, help=say("cli_map"))
    report.add_argument("--where", metavar=say("cli_meta_rule"), default="", help=say("cli_where"))
    report.add_argument("--texts", metavar=say("cli_meta_file"), type=Path, help=say("cli_report_texts"))
    report.add_argument("--template", action="store_true", help=say("cli_report_template"))
    report.add_argument("--date", metavar=say("cli_meta_date"), default="", help=say("cli_report_date"))
    _output(report, ("pdf", "docx", "pptx", "xlsx", "html"), words, "cli_report_format", usual="")


def _costs(commands: "argparse._SubParsersAction[argparse.ArgumentParser]", common: argparse.ArgumentParser, words: Messages) -> None:
    say = words.say
    key = commands.add_parser("cost-key", parents=[common], help=say("cli_cost_key"), description=say("cli_cost_key"))
    key.add_argument("file", metavar=say("cli_meta_file"), type=Path, help=say("cli_cost_key_file"))
    day = commands.add_parser("day-cost", parents=[common], help=say("cli_day_cost"), description=say("cli_day_cost"))
    for one in (key, day):
        one.add_argument("--total", required=True, metavar=say("cli_meta_kronor"), help=say("cli_cost_total"))
    key.add_argument("--method", choices=("largest-remainder", "plain"), default="largest-remainder", help=say("cli_cost_method"))
    _output(key, ("text", "json", "csv"), words)
    day.add_argument("--places", required=True, metavar="N", help=say("cli_cost_places"))
    day.add_argument("--days", default="365", metavar="N", help=say("cli_cost_days"))
    day.add_argument("--occupancy", default="100", metavar="%", help=say("cli_cost_occupancy"))
    _output(day, ("text", "json"), words)


def _published(parser: argparse.ArgumentParser, words: Messages) -> None:
    parser.add_argument("--published", metavar=words.say("cli_meta_file"), type=Path, help=words.say("cli_published"))


def _output(
    parser: argparse.ArgumentParser, formats: tuple[str, ...], words: Messages, help: str = "cli_format", *, usual: str | None = None
) -> None:
    """`--format` and `-o`. Without the first the ending of the second says the format, and else it is `usual`, the first of them."""
    parser.add_argument("--format", choices=formats, default="", help=words.say(help))
    parser.add_argument("-o", "--output", metavar=words.say("cli_meta_out"), type=Path, help=words.say("cli_output"))
    parser.set_defaults(formats=formats, usual=formats[0] if usual is None else usual)


if __name__ == "__main__":
    sys.exit(main())
