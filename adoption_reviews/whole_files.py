"""Files that are there whole or not at all."""

import os
import tempfile
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage


def store_whole(name: str, data: bytes) -> None:
    """Keep `data` under `name` in the default storage; what is there already stays. A crash leaves
    a whole file or none."""
    if default_storage.exists(name):
        return
    try:
        path = Path(default_storage.path(name))
    except NotImplementedError:  # an object store takes an object whole or not at all
        default_storage.save(name, ContentFile(data))
        return
    write_whole(path, data)


def write_whole(path: Path, data: bytes) -> None:
    """Write beside `path` and move into place, both safe on disk before this returns."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as file:
        unfinished = Path(file.name)
        try:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
            unfinished.replace(path)
        except BaseException:
            unfinished.unlink(missing_ok=True)
            raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
