"""The process that `examine_apart` starts: it takes its limits, then reads a request and a file, and hands back a parcel."""

import json
import resource
import sys
from typing import Any

from spegla.catalogue import Catalogue
from spegla.importers.apart.parcels import Examined, packed
from spegla.importers.wide import ColumnMap, Limits, headers_of, read_registrations, unknown_texts


def main() -> None:
    """One file, from standard input to standard output. Nothing of the file is looked at before the limits hold."""
    request = json.loads(sys.stdin.buffer.readline())
    limit(*request["share"])
    sys.stdout.buffer.write(examined(request, sys.stdin.buffer.read()))


def limit(memory: int, seconds: int, written: int) -> None:
    """Take no more than that from now on, and leave no copy of the memory behind."""
    wanted = {
        resource.RLIMIT_AS: memory,
        resource.RLIMIT_CPU: seconds,
        resource.RLIMIT_FSIZE: written,
        resource.RLIMIT_CORE: 0,
    }
    for kind, most in wanted.items():
        _, hard = resource.getrlimit(kind)
        least = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (least, least))


def examined(request: dict[str, Any], content: bytes) -> bytes:
    """The parcel for `request` and the file."""
    catalogue = Catalogue.opened()
    instrument, limits = catalogue.instruments[request["instrument"]], Limits(*request["limits"])
    mapping = ColumnMap.from_data(request["mapping"])
    return packed(
        Examined(
            headers_of(content, instrument, limits, mapping),
            unknown_texts(content, instrument, limits, mapping),
            read_registrations(content, instrument, catalogue.municipalities, limits, mapping),
        )
    )


if __name__ == "__main__":
    main()
