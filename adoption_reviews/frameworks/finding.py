"""Finding frameworks: those of the files, and those that the hub published itself.

Files are read once a process. What the hub published is looked up in the database when it is first
asked for and kept, since it never changes; what is not there is looked up again each time, so that
every process finds what another has published meanwhile. Drafts are never found.
"""

from functools import cache
from pathlib import Path

from django.conf import settings

from adoption_reviews.frameworks.reading import read_bytes, sound
from adoption_reviews.frameworks.schema import AnyFramework, FrameworkError
from adoption_reviews.frameworks.versions import newest, version_order
from adoption_reviews.models import HubFramework

SHIPPED = Path(__file__).parent.parent / "framework_data"

_published: dict[str, AnyFramework] = {}


def framework_files() -> list[Path]:
    """The shipped files, then those of the hub's own folder."""
    folders = [SHIPPED] + ([Path(settings.FRAMEWORK_DIR)] if settings.FRAMEWORK_DIR else [])
    return [path for folder in folders for path in sorted(folder.glob("*.yaml"))]


@cache
def file_frameworks() -> dict[str, AnyFramework]:
    """Every framework of a file, by reference. Raises FrameworkError for the first wrong file."""
    readings, found = {}, {}
    for path in framework_files():
        reading = read_bytes(path.read_bytes())
        framework = sound(reading, path.name)
        if framework.ref in found:
            raise FrameworkError(f"{path.name}: {framework.ref} is defined by another file too")
        readings[path], found[framework.ref] = reading, framework
    known = {code for framework in found.values() for code in framework.codes()}
    for path, reading in readings.items():
        sound(reading.checked_against(found.get, known), path.name)
    return found


def file_of(ref: str) -> Path | None:
    """The file that defines a framework; None for what is in no file."""
    return next(
        (path for path in framework_files() if read_bytes(path.read_bytes()).framework.ref == ref),
        None,
    )


def all_frameworks() -> dict[str, AnyFramework]:
    """Every framework that may be used, by reference: of files, then published.

    One query, and one more where this process does not know all that was published.
    """
    found = dict(file_frameworks())
    refs = [f"{key}@{version}" for key, version in _rows().values_list("key", "version")]
    if not _published.keys() >= {*refs}:
        for row in _rows():
            _keep(row)
    return found | {ref: _published[ref] for ref in refs if ref not in found}


def get_framework(ref: str) -> AnyFramework:
    """The framework `key@version`. Raises FrameworkError when there is none.

    One query the first time that a process asks for one that the hub published.
    """
    found = file_frameworks().get(ref) or _published.get(ref)
    if found is None:
        key, _, version = ref.partition("@")
        row = _rows().filter(key=key, version=version).first() if version else None
        if row is None:
            raise FrameworkError(f"There is no framework {ref}")
        found = _keep(row)
    return found


def find_framework(ref: str) -> AnyFramework | None:
    """The same, or None when there is none."""
    try:
        return get_framework(ref)
    except FrameworkError:
        return None


def version_before(framework: AnyFramework) -> AnyFramework | None:
    """The newest version of the same framework that comes before this one. One query."""
    place = version_order(framework.version)
    earlier = [
        each
        for each in all_frameworks().values()
        if each.key == framework.key and version_order(each.version) < place
    ]
    return next(iter(newest(earlier)), None)


def forget_published() -> None:
    """Look everything published up again. For tests, whose databases do not last."""
    _published.clear()


def _keep(row: HubFramework) -> AnyFramework:
    if row.ref not in _published:
        _published[row.ref] = sound(read_bytes(row.text.encode()), row.ref)
    return _published[row.ref]


def _rows():
    return HubFramework.objects.filter(published_at__isnull=False)
