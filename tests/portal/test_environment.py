"""What an installation is told by its environment: what is missing or unsafe stops it, with what to do."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import RequestFactory, override_settings

from spegla.portal.config.environment import Mail, read
from spegla.portal.web.gate import client_address

REAL = {"SPEGLA_DATA": "data", "SPEGLA_HOSTS": "spegla.falun.se", "SPEGLA_SECRET_KEY": "h" * 50, "SPEGLA_AUDIT_KEY": "g" * 50}


@pytest.mark.parametrize("name", REAL)
def test_nothing_that_must_be_said_has_a_default(name: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=name):
        read({key: value for key, value in REAL.items() if key != name})


def test_a_secret_may_be_a_file_and_is_never_short(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("s" * 50 + "\n")
    with_file = {key: value for key, value in REAL.items() if key != "SPEGLA_SECRET_KEY"} | {
        "SPEGLA_SECRET_KEY_FILE": str(tmp_path / "secret")
    }

    assert read(with_file).secret_key == "s" * 50
    with pytest.raises(ImproperlyConfigured, match="SPEGLA_AUDIT_KEY"):
        read({**REAL, "SPEGLA_AUDIT_KEY": "kort"})


@pytest.mark.parametrize(
    "real", [*REAL, "SPEGLA_HEADS", "SPEGLA_DATABASE_URL", "SPEGLA_MAIL_URL", "SPEGLA_SSO_FILE", "SPEGLA_SECRET_KEY_FILE"]
)
def test_a_demo_refuses_to_stand_beside_anything_real(real: str) -> None:
    assert read({"SPEGLA_DEMO": "1"}).demo
    with pytest.raises(ImproperlyConfigured, match=real):
        read({"SPEGLA_DEMO": "1", real: "x"})


@pytest.mark.parametrize(
    ("url", "mail"),
    [
        ("", None),
        ("smtps://portal:l%40s@mail.falun.se", Mail("mail.falun.se", 465, "portal", "l@s", "from_start")),
        ("smtp://mail.falun.se:2525", Mail("mail.falun.se", 2525, "", "", "upgraded")),
        ("smtp+plain://localhost", Mail("localhost", 25, "", "", "none")),
    ],
)
def test_letters_go_to_a_server_or_become_files(url: str, mail: Mail | None) -> None:
    assert read({**REAL, "SPEGLA_MAIL_URL": url}).mail == mail


@pytest.mark.parametrize(
    ("name", "value"),
    [("SPEGLA_MAIL_URL", "mail.falun.se"), ("SPEGLA_DATABASE_URL", "mysql://x"), ("SPEGLA_PROXIES", "-1"), ("SPEGLA_HOSTS", " , ")],
)
def test_what_cannot_be_read_stops_the_start(name: str, value: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=name):
        read({**REAL, name: value})


@pytest.mark.parametrize(("proxies", "seen"), [(0, "10.0.0.9"), (1, "192.0.2.7"), (2, "203.0.113.5")])
def test_a_knock_is_from_whom_the_trusted_proxies_saw(proxies: int, seen: str) -> None:
    knock = RequestFactory().get("/", REMOTE_ADDR="10.0.0.9", HTTP_X_FORWARDED_FOR="198.51.100.1, 203.0.113.5, 192.0.2.7")

    with override_settings(ALLAUTH_TRUSTED_PROXY_COUNT=proxies):
        assert client_address(knock) == seen
