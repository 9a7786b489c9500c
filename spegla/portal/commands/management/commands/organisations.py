"""`spegla-portal organisations`: municipalities that merge, split, change name or county, said by whoever runs the installation."""

from argparse import SUPPRESS, ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable
from datetime import date
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone

from spegla.messages import LANGUAGES
from spegla.portal.commands.spoken import SpokenCommand
from spegla.portal.store.organisations import day_of
from spegla.portal.texts import texts
from spegla.portal.use_cases import reforms


class Command(SpokenCommand):
    about = "reform_about"

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        say = self.say
        does = parser.add_subparsers(dest="does", required=True, title=say("reform_commands"), metavar=say("reform_command"))
        merge = does.add_parser("merge", help=say("reform_merge"), description=say("reform_merge"))
        merge.add_argument("codes", nargs="+", metavar=say("reform_code_meta"), help=say("reform_merge_codes"))
        merge.add_argument("--into", required=True, metavar=say("reform_code_meta"), help=say("reform_merge_into"))
        merge.add_argument("--name", default="", metavar=say("reform_name_meta"), help=say("reform_merge_name"))
        split = does.add_parser("split", help=say("reform_split"), description=say("reform_split"))
        split.add_argument("code", metavar=say("reform_code_meta"), help=say("reform_split_code"))
        metas = (say("reform_code_meta"), say("reform_name_meta"))
        split.add_argument("--into", required=True, nargs=2, action="append", metavar=metas, help=say("reform_split_into"))
        rename = does.add_parser("rename", help=say("reform_rename"), description=say("reform_rename"))
        rename.add_argument("code", metavar=say("reform_code_meta"), help=say("reform_rename_code"))
        rename.add_argument("--name", required=True, metavar=say("reform_name_meta"), help=say("reform_rename_name"))
        county = does.add_parser("move-county", help=say("reform_county"), description=say("reform_county"))
        county.add_argument("code", metavar=say("reform_code_meta"), help=say("reform_county_code"))
        county.add_argument("--into", required=True, metavar=say("reform_code_meta"), help=say("reform_county_into"))
        for one in (merge, split, rename, county):
            one.add_argument("--lang", choices=LANGUAGES, default=SUPPRESS, help=say("cli_lang"))
            one.add_argument("--on", required=True, type=self._day, metavar=say("reform_day_meta"), help=say("reform_on"))

    def handle(self, *_: Any, **options: Any) -> None:
        jobs: dict[str, Callable[[Namespace], list[str]]] = {
            "merge": self._merge,
            "split": self._split,
            "rename": self._rename,
            "move-county": self._move_county,
        }
        try:
            said = jobs[options["does"]](Namespace(**options))
        except reforms.ReformError as impossible:
            raise CommandError(self.say(impossible.code, **impossible.facts)) from impossible
        self.stdout.write("\n".join(said))

    def _merge(self, asked: Namespace) -> list[str]:
        done = reforms.merge(codes=asked.codes, into=asked.into, name=asked.name, on=asked.on, at=timezone.now())
        [now] = done.now
        said = self.say("reform_merged", codes=", ".join(asked.codes), name=now.name, code=now.code, day=asked.on)
        return [said, *self._went(done)]

    def _split(self, asked: Namespace) -> list[str]:
        done = reforms.split(code=asked.code, into=dict(asked.into), on=asked.on, at=timezone.now())
        names = ", ".join(f"{one.name} ({one.code})" for one in done.now)
        begin = self.say("reform_begin", codes=", ".join(one.code for one in done.now if one.valid_from == asked.on))
        return [self.say("reform_was_split", code=asked.code, names=names, day=asked.on), *self._went(done), begin]

    def _rename(self, asked: Namespace) -> list[str]:
        one = reforms.rename(code=asked.code, name=asked.name, on=asked.on, at=timezone.now())
        return [self.say("reform_renamed", code=one.code, name=one.name, day=asked.on)]

    def _move_county(self, asked: Namespace) -> list[str]:
        one = reforms.move_county(code=asked.code, into=asked.into, on=asked.on, at=timezone.now())
        county = one.parent.name if one.parent else ""
        return [self.say("reform_moved", name=one.name, county=county, code=one.code, before=asked.code, day=asked.on)]

    def _went(self, done: reforms.Reformed) -> list[str]:
        """How many people went along and what must be done about their roles."""
        found = [texts(self.language).say_count("reform_people", done.people)] if done.people else []
        return found + ([texts(self.language).say_count("reform_waiting", done.waiting)] if done.waiting else [])

    def _day(self, text: str) -> date:
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise ArgumentTypeError(self.say("reform_no_day", text=text, example=day_of(timezone.now()))) from None
