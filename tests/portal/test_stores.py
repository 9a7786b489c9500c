"""The stores: the database that the run is said to be on, durable, and each table in its own."""

import os
from collections.abc import Callable
from typing import Self

import pytest
from django.core.checks import run_checks
from django.core.management.base import SystemCheckError
from django.db import connections
from django.test import override_settings

from spegla.portal.accounts.models import Person
from spegla.portal.config.checks import refuse_what_is_not_safe, what_is_answered_is_on_disk
from spegla.portal.config.environment import STORES

pytestmark = pytest.mark.django_db(databases=["default", "published", "inbox"])


def test_the_run_is_on_the_database_that_it_says() -> None:
    wanted = {"postgres": "postgresql", "sqlite": "sqlite"}[os.environ.get("SPEGLA_TEST_DB", "sqlite")]

    assert connections["default"].vendor == wanted


def test_there_is_a_store_for_cases_for_what_is_published_and_for_what_comes_in() -> None:
    assert {"default" if store == "cases" else store for store in STORES} == set(connections)


def test_the_database_is_durable() -> None:
    assert [one.id for one in run_checks(databases=["default"]) if one.id == "spegla.E001"] == []


def test_a_database_that_may_lose_what_is_acknowledged_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    weak: dict[str, list[tuple[object, ...]]] = {"sqlite": [(1,), ("wal",)], "postgresql": [("off", "on")]}
    said = weak[connections["default"].vendor]
    answers = iter(said)

    class Weak:
        """A database that says that it does not wait for the disk."""

        def __enter__(self) -> Self:
            return self

        def __exit__(self, *_: object) -> None:
            pass

        def execute(self, _: str) -> None:
            pass

        def fetchone(self) -> tuple[object, ...]:
            return next(answers)

    monkeypatch.setattr(connections["default"], "cursor", Weak)

    assert [one.id for one in what_is_answered_is_on_disk(databases=["default"])] == ["spegla.E001"]


def test_a_demo_on_a_real_host_is_refused() -> None:
    with override_settings(DEMO=True, ALLOWED_HOSTS=["spegla.falun.se"]):
        assert "spegla.E003" in {one.id for one in run_checks()}


def test_a_server_does_not_start_with_what_is_not_safe() -> None:
    refuse_what_is_not_safe()

    with override_settings(DEMO=True, ALLOWED_HOSTS=["spegla.falun.se"]), pytest.raises(SystemCheckError, match=r"spegla\.E003"):
        refuse_what_is_not_safe()


def test_a_field_that_keeps_silent_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Person, "sensitivity", {name: said for name, said in Person.sensitivity.items() if name != "email"})

    assert [one.msg for one in run_checks() if one.id == "spegla.E002"] == [
        "accounts.Person.email: say in `sensitivity` how sensitive it is."
    ]


def test_people_are_found_by_their_own_organisation_alone(person: Callable[[str], Person]) -> None:
    assert person("astrid").organisation.within(person("maja").organisation)
    assert not person("cecilia").organisation.within(person("maja").organisation)
    assert not person("maja").organisation.within(person("disa").organisation)
