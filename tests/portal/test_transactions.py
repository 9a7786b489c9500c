"""What a page writes is written whole or not at all, and a page that is only read holds no lock."""

from collections.abc import Callable
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.db import connection
from django.db.transaction import non_atomic_requests
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse

from spegla.portal.accounts.models import Person
from spegla.portal.store.models import AuditRecord
from spegla.portal.web.addresses import addresses
from spegla.portal.web.transactions import written_together
from tests.portal.conftest import LogIn
from tests.portal.test_access import patterns

pytestmark = pytest.mark.django_db


def depth() -> int:
    """How many transactions are open, one inside the other."""
    return len(connection.savepoint_ids)


def depths(method: str) -> tuple[int, int]:
    """How many transactions are open inside a page that is asked for with `method`, and after it."""
    inside = []

    def view(_: HttpRequest) -> HttpResponse:
        inside.append(depth())
        return HttpResponse()

    outside = depth()
    written_together(view)(getattr(RequestFactory(), method)("/"))
    return inside[0] - outside, depth() - outside


def test_a_page_that_writes_is_a_transaction_and_one_that_is_read_only_where_it_stops_nobody() -> None:
    reading = 0 if connection.vendor == "sqlite" else 1

    assert {method: depths(method) for method in ("get", "head", "options")} == dict.fromkeys(("get", "head", "options"), (reading, 0))
    assert {method: depths(method) for method in ("post", "put", "patch", "delete")} == dict.fromkeys(
        ("post", "put", "patch", "delete"), (1, 0)
    )


def test_every_address_is_written_together_but_those_with_shorter_transactions_and_django_opens_nothing_of_its_own() -> None:
    wrapped = written_together(lambda _: HttpResponse()).__code__
    apart = {str(one.name) for one in patterns() if one.callback.__code__ is not wrapped}

    assert apart == {"openid_connect_login", "openid_connect_callback", "answer"}
    assert not connection.settings_dict["ATOMIC_REQUESTS"]


def test_no_transaction_is_open_while_an_identity_provider_is_asked() -> None:
    inside = []

    @non_atomic_requests
    def view(_: HttpRequest) -> HttpResponse:
        inside.append(depth())
        return HttpResponse()

    outside = depth()
    for method in ("get", "post"):
        written_together(view)(getattr(RequestFactory(), method)("/"))

    assert inside == [outside, outside]


def test_a_page_that_is_read_again_soon_writes_nothing(log_in: LogIn) -> None:
    """A write for each page that is read would have everyone wait for the same lock."""
    client = log_in("maja")
    client.get("/")
    with CaptureQueriesContext(connection) as asked:
        client.get("/")

    assert [one["sql"] for one in asked if not one["sql"].startswith(("SELECT", "SAVEPOINT", "RELEASE"))] == []
    assert UserSession.objects.filter(user__email="maja@exempel.se").exists()


def test_what_a_page_wrote_before_it_failed_is_taken_back(person: Callable[[str], Person]) -> None:
    maja = person("maja")

    def view(_: HttpRequest) -> HttpResponse:
        Person.objects.filter(id=maja.id).update(language="en")
        raise Http404

    with pytest.raises(Http404):
        written_together(view)(RequestFactory().post("/"))

    assert person("maja").language == "sv"


@pytest.mark.parametrize("who", ["karin", "maja", "nils", "astrid", "disa"])
def test_whatever_is_logged_while_a_page_is_read_has_a_transaction_of_its_own(
    who: str, log_in: LogIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the tests everything is in a transaction, so that a use case without one of its own would not be noticed."""
    client, outside = log_in(who), depth()
    written, without = AuditRecord.save, []

    def save(record: AuditRecord, **values: Any) -> None:
        if depth() == outside:
            without.append(record.action)
        written(record, **values)

    monkeypatch.setattr(AuditRecord, "save", save)
    for name, entry in addresses().items():
        if "GET" in entry["methods"] and name != "account_logout":
            _read(client, name)

    assert without == []


def _read(client: Client, name: str) -> None:
    """The page, if its address names no thing."""
    try:
        address = reverse(name)
    except NoReverseMatch:
        return
    client.get(address)
