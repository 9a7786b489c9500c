"""What would give a case code away to somebody who holds the database or a file: the code as such, and what it is easily got back from."""

import base64
import hashlib


def traces_of(code: str) -> list[str]:
    """Each is so long that no hash, cipher or token holds it by chance.

    Not the digits alone: of a random text of 64 hexadecimal digits, one in 66 holds three given ones somewhere.
    """
    written = {code, code.casefold(), code.upper(), "".join(letter for letter in code if letter.isalnum())}
    written |= {one[::-1] for one in written}
    encoded = {base64.b64encode(one.encode()).decode().rstrip("=") for one in written} | {one.encode().hex() for one in written}
    hashed = {hashlib.new(name, one.encode()).hexdigest() for name in ("md5", "sha1", "sha256") for one in written}
    return sorted(written | encoded | hashed)


def traced(code: str, text: str) -> list[str]:
    """The traces of `code` that `text` holds, whatever its capitals."""
    there = text.casefold()
    return [one for one in traces_of(code) if one.casefold() in there]
