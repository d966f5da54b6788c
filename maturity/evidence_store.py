"""The bytes of files that were added as evidence, in the default storage.

A file's name is its checksum under its self-rating: the same bytes are kept once, and what is
under a name is always whole and never changes.
"""

from django.core.files.storage import default_storage

from adoption_reviews.whole_files import store_whole


def store(name: str, data: bytes) -> None:
    """Keep `data` under `name`. A crash leaves a whole file or none."""
    store_whole(name, data)


def read(name: str) -> bytes:
    """Its bytes, of which there are never many. Raises FileNotFoundError when there are none."""
    with default_storage.open(name) as file:
        return file.read()


def delete(name: str) -> None:
    """Delete it; none of that name is no error."""
    default_storage.delete(name)
