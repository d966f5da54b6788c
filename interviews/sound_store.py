"""The bytes of recorded sound, each slice a file of its own in the default storage.

A slice's name holds its checksum: storing it again changes nothing, and other bytes under the same
number get another name. What is under a name is therefore always whole and never changes.
"""

from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.core.files.storage import default_storage

from adoption_reviews.whole_files import store_whole
from interviews.models import Recording

ROOT = "sound"


def store_slice(recording: Recording, number: int, data: bytes) -> str:
    """Keep `data` as slice `number`; returns its name. A crash leaves a whole file or none."""
    name = f"{_folder(recording)}/{number:06}-{sha256(data).hexdigest()[:16]}"
    store_whole(name, data)
    return name


def read_slice(name: str) -> bytes:
    """The slice's bytes. Raises FileNotFoundError when there is none of that name."""
    with default_storage.open(name) as file:
        return file.read()


def open_slice(name: str):
    """The slice as a file to read bytes from. Raises FileNotFoundError when there is none."""
    return default_storage.open(name)


def delete_slice(name: str) -> None:
    """Delete the slice; none of that name is no error."""
    default_storage.delete(name)


def exists(name: str) -> bool:
    return default_storage.exists(name)


def names(recording: Recording) -> list[str]:
    """Names of all that is stored of a recording, sorted; also what a crash left without a row."""
    folder = _folder(recording)
    try:
        _, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return []
    return sorted(f"{folder}/{file}" for file in files)


def by_recording() -> Iterator[tuple[UUID, list[str]]]:
    """Names of all that is stored, with the id of the recording each file belongs to."""
    for interview in _folders(ROOT):
        for recording in _folders(f"{ROOT}/{interview}"):
            folder = f"{ROOT}/{interview}/{recording}"
            _, files = default_storage.listdir(folder)
            yield UUID(recording), sorted(f"{folder}/{file}" for file in files)


def stored_at(name: str) -> datetime:
    return default_storage.get_modified_time(name)


def _folders(folder: str) -> list[str]:
    try:
        return sorted(default_storage.listdir(folder)[0])
    except FileNotFoundError:
        return []


def _folder(recording: Recording) -> str:
    return f"{ROOT}/{recording.interview_id}/{recording.pk}"
