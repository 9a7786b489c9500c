"""The municipality's own key to its case codes: a file outside the database and its backups.

A code is stored twice and never in the clear: as HMAC-SHA256 under a key for finding, and encrypted with AES-256-GCM under another. Both
are derived from the secret of the file by HKDF-SHA256 (RFC 5869). What is encrypted is bound to whose it is, so that a code cannot be
moved to another municipality's row and read there. Without the file nobody finds or reads a code; with a new file the old one stays
beside it, by its id, until every code has been encrypted anew.
"""

import base64
import hashlib
import hmac
import os
import secrets
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

_LENGTH, _NONCE = 32, 12
# A dash to whoever writes it, though not to Unicode.
_MINUS = "\N{MINUS SIGN}"


class CaseKeyMissingError(Exception):
    """There is no key for this municipality, or not the one that a code was encrypted under."""


@dataclass(frozen=True)
class CaseKey:
    """`id` names the key in the rows that were made under it; the secret is never shown."""

    id: str
    _secret: bytes = field(repr=False)

    def hash(self, code: str) -> str:
        """What finds `code`: the same for every way to write it with other spaces, dashes or capitals."""
        return hmac.new(self._derived("find"), folded(code).encode(), hashlib.sha256).hexdigest()

    def encrypt(self, code: str, owner: str) -> str:
        """`code` as only this key gives it back, for `owner` alone; another text each time."""
        nonce = os.urandom(_NONCE)
        return base64.b64encode(nonce + AESGCM(self._derived("read")).encrypt(nonce, code.encode(), owner.encode())).decode()

    def decrypt(self, cipher: str, owner: str) -> str:
        """The code. `CaseKeyMissingError` when the key or the owner is another, or the text has been changed."""
        raw = base64.b64decode(cipher)
        try:
            return AESGCM(self._derived("read")).decrypt(raw[:_NONCE], raw[_NONCE:], owner.encode()).decode()
        except InvalidTag as wrong:
            raise CaseKeyMissingError from wrong

    def _derived(self, use: str) -> bytes:
        return HKDF(SHA256(), _LENGTH, salt=None, info=f"spegla case code: {use}".encode()).derive(self._secret)


def folded(code: str) -> str:
    """A code as it is compared: capitals do not count, nor which dash or how much space there is between two parts.

    >>> folded("BU – 2026-9001"), folded("bu 2026 9001")
    ('bu-2026-9001', 'bu-2026-9001')
    """
    plain = unicodedata.normalize("NFKC", code).casefold()
    parts = "".join(" " if unicodedata.category(letter) == "Pd" or letter == _MINUS else letter for letter in plain).split()
    return "-".join(parts)


def keys_of(municipality: str) -> list[CaseKey]:
    """Every key of the municipality with this code: the one in use first, then those that came before it (`2080.key`, `2080.1.key`, …).

    Raises `CaseKeyMissingError` for a file that is no key.
    """
    folder: Path | None = settings.CASE_KEYS
    if folder is None:
        return []
    older = sorted(folder.glob(f"{municipality}.*.key"), reverse=True)
    return [_read(path) for path in (folder / f"{municipality}.key", *older) if path.is_file()]


def is_key(path: Path) -> bool:
    """Whether a file can be read as a key."""
    try:
        _read(path)
    except CaseKeyMissingError:
        return False
    return True


def make_key(municipality: str) -> Path:
    """A new key for a municipality that has none; FileExistsError when it has one. The file is its owner's alone."""
    folder: Path | None = settings.CASE_KEYS
    if folder is None:
        raise CaseKeyMissingError
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"{municipality}.key"
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as stream:
        stream.write(base64.b64encode(secrets.token_bytes(_LENGTH)) + b"\n")
        stream.flush()
        os.fsync(stream.fileno())
    return path


def _read(path: Path) -> CaseKey:
    try:
        secret = base64.b64decode(path.read_text(encoding="ascii").strip(), validate=True)
    except (OSError, ValueError) as unread:
        raise CaseKeyMissingError from unread
    if len(secret) != _LENGTH:
        raise CaseKeyMissingError
    return CaseKey(hashlib.sha256(b"id" + secret).hexdigest()[:16], secret)
