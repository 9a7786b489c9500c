"""Office files that are the same every time: the libraries that write them put the clock into the archive."""

import re
from datetime import datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

# The first moment that an archive can name; what is true of the file is in its properties.
_FIRST = (1980, 1, 1, 0, 0, 0)
_STAMP = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(<)")


def steady(archive: bytes, at: datetime) -> bytes:
    """The same archive, every entry as old as archives can be, and its properties dated `at`. Workbooks inside it too."""
    made = BytesIO()
    stamp = at.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    with ZipFile(BytesIO(archive)) as read, ZipFile(made, "w", ZIP_DEFLATED) as write:
        for entry in read.infolist():
            content = read.read(entry)
            if entry.filename.endswith(".xlsx"):
                content = steady(content, at)
            elif entry.filename == "docProps/core.xml":
                content = _STAMP.sub(rb"\g<1>" + stamp + rb"\g<2>", content)
            info = ZipInfo(entry.filename, _FIRST)
            info.compress_type = ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            write.writestr(info, content)
    return made.getvalue()
