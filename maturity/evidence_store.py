"""The bytes of files that were added as evidence, in the default storage.

A file's name is its checksum under its self-rating: the same bytes are kept once, and what is
under a name is always whole and never changes.
"""

from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from adoption_reviews.whole_files import write_whole


def store(name: str, data: bytes) -> None:
    """Keep `data` under `name`. A crash leaves a whole file or none."""
    if default_storage.exists(name):
        return
    try:
        path = Path(default_storage.path(name))
    except NotImplementedError:  # an object store takes an object whole or not at all
        default_storage.save(name, ContentFile(data))
        return
    write_whole(path, data)


def read(name: str) -> bytes:
    """Its bytes, of which there are never many. Raises FileNotFoundError when there are none."""
    with default_storage.open(name) as file:
        return file.read()


def delete(name: str) -> None:
    """Delete it; none of that name is no error."""
    default_storage.delete(name)
