"""Files as one zip archive: the same bytes for the same files, on every machine and every day."""

from collections.abc import Mapping
from io import BytesIO
from zipfile import ZIP_STORED, ZipFile, ZipInfo

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The first moment that a zip archive can name."""

FIRST = "imsmanifest.xml"


def archive(files: Mapping[str, bytes]) -> bytes:
    """The archive, the manifest first and the rest in the order of names.

    Nothing is compressed: what a compressor writes differs between its versions, and pictures and recordings are small already.
    """
    whole = BytesIO()
    with ZipFile(whole, "w", ZIP_STORED) as zipped:
        for name in sorted(files, key=lambda name: (name != FIRST, name)):
            entry = ZipInfo(name, EPOCH)
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            zipped.writestr(entry, files[name])
    return whole.getvalue()
