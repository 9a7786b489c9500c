"""The municipality's key: what it finds and gives back, and what nobody gets without it."""

import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from spegla.portal.store.case_keys import CaseKey, CaseKeyMissingError, folded, keys_of, make_key

KEY, OTHER = CaseKey("a" * 16, b"1" * 32), CaseKey("b" * 16, b"2" * 32)
CODES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=80)


@pytest.fixture
def keys(tmp_path: Path) -> Iterator[Path]:
    """A folder of keys that is not there yet."""
    with override_settings(CASE_KEYS=tmp_path / "nycklar"):
        yield tmp_path / "nycklar"


@given(CODES)
def test_what_is_sealed_is_given_back_to_its_owner_alone(code: str) -> None:
    cipher = KEY.encrypt(code, "sverige/20/2080")

    assert KEY.decrypt(cipher, "sverige/20/2080") == code
    for key, owner in ((OTHER, "sverige/20/2080"), (KEY, "sverige/20/2081")):
        with pytest.raises(CaseKeyMissingError):
            key.decrypt(cipher, owner)


@given(CODES)
def test_a_code_is_found_however_it_is_written_and_under_no_other_key(code: str) -> None:
    assert KEY.hash(f"  {code.upper()}\t") == KEY.hash(code.upper())
    assert KEY.hash(code) != OTHER.hash(code)


def test_two_codes_are_not_one() -> None:
    assert KEY.hash("BU-1") != KEY.hash("BU-11")
    assert folded(" bu  1") == folded("BU 1")


@pytest.mark.parametrize(
    "written", ["BU–2026–9001", "bu 2026 9001", "BU - 2026 - 9001", "BU\u20112026\u22129001", " BU\u00a02026-9001 ", "bu—2026--9001"]
)
def test_any_dash_and_any_space_between_two_parts_is_the_same(written: str) -> None:
    assert folded(written) == folded("BU-2026-9001")


@pytest.mark.parametrize(("one", "other"), [("1-23", "12-3"), ("BU2026", "BU-2026"), ("1/2", "1-2"), ("1", "11")])
def test_other_parts_are_another_code(one: str, other: str) -> None:
    assert folded(one) != folded(other)


def test_the_same_code_is_another_text_each_time() -> None:
    assert KEY.encrypt("BU-1", "x") != KEY.encrypt("BU-1", "x")


def test_a_key_is_made_once_and_is_its_owners_alone(keys: Path) -> None:
    path = make_key("2080")

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    [key] = keys_of("2080")
    assert key.decrypt(key.encrypt("BU-1", "x"), "x") == "BU-1"
    with pytest.raises(FileExistsError):
        make_key("2080")
    assert keys_of("2081") == []


def test_an_older_key_still_opens_what_was_sealed_with_it(keys: Path) -> None:
    path = make_key("2080")
    [before] = keys_of("2080")
    path.rename(keys / "2080.1.key")
    make_key("2080")

    now, older = keys_of("2080")
    assert older == before
    assert now.id != older.id


@pytest.mark.parametrize("content", ["", "inte en nyckel", "AAAA"])
def test_a_file_that_is_no_key_is_no_key(keys: Path, content: str) -> None:
    keys.mkdir()
    (keys / "2080.key").write_text(content)
    with pytest.raises(CaseKeyMissingError):
        keys_of("2080")


def test_the_secret_is_not_in_what_is_printed() -> None:
    assert "1111" not in repr(KEY)
