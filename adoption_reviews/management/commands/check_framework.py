"""Check a framework file before it is put to use."""

from pathlib import Path

from django.core.management import BaseCommand, CommandError
from django.db import DatabaseError

from adoption_reviews.frameworks import (
    AnyFramework,
    Comparison,
    FrameworkError,
    MaturityFramework,
    all_frameworks,
    compare,
    file_frameworks,
    newest,
    read_bytes,
    version_order,
    with_name,
)
from adoption_reviews.rated import as_rated


class Command(BaseCommand):
    help = (
        "Check a framework file: every error with its line and reason, or what is in it and what "
        "it changes in the version before."
    )
    # They read the files that are in use; this must also run to mend one of them.
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="FILE")

    def handle(self, *, file, **options):
        try:
            content = file.read_bytes()
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from error
        reading = read_bytes(content)
        there = {}
        if reading.framework is not None:
            there = _frameworks_there()
            known = {code for each in there.values() for code in each.codes()}
            reading = reading.checked_against(there.get, known)
        if reading.framework is not None:
            reading = reading.with_problems(_clashes(reading.framework, there))
        if reading.framework is None:
            for problem in reading.problems:
                self.stdout.write(with_name(str(file), problem))
            n = len(reading.problems)
            raise CommandError(f"{n} problem{'' if n == 1 else 's'} in {file}")
        for line in _summary(reading.framework):
            self.stdout.write(line)
        for line in _changes(reading.framework, there):
            self.stdout.write(line)


def _frameworks_there() -> dict[str, AnyFramework]:
    """Those that may be used; those of files where there is no database yet.

    Raises CommandError when one of the files in use is wrong itself.
    """
    try:
        file_frameworks()
    except FrameworkError as error:
        raise CommandError(f"Among the frameworks in use:\n{error}") from error
    try:
        return all_frameworks()
    except DatabaseError:
        return file_frameworks()


def _clashes(framework: AnyFramework, there: dict[str, AnyFramework]):
    """Checking a file that is in use already is fine; another one of its version is not."""
    if there.get(framework.ref, framework) != framework:
        reason = f"there is {framework.ref} already, which never changes: give another version"
        yield ("version",), reason
    kinds = {type(each) for each in there.values() if each.key == framework.key}
    if kinds - {type(framework)}:
        yield ("key",), f"“{framework.key}” is the key of a framework of another kind"


def _summary(framework: AnyFramework):
    yield f"{framework.ref}: {framework.title}"
    yield f"kind: {type(framework).__struct_config__.tag}"
    if isinstance(framework, MaturityFramework):
        subs = [sub for domain in framework.domains for sub in domain.sub_domains]
        yield f"domains: {len(framework.domains)} ({len(framework.rated_domains)} rated)"
        yield f"sub-domains: {len(subs)}"
        yield f"indicators: {len(framework.codes())}"
        yield f"questions: {len(framework.questions)}"
        levels = ", ".join(f"{level.value} {level.title}" for level in framework.scale)
        yield f"levels: {len(framework.scale)} ({levels})"
    else:
        yield f"codes: {len(framework.codes())}"


def _changes(framework: AnyFramework, there: dict[str, AnyFramework]):
    place = version_order(framework.version)
    earlier = [
        each
        for each in there.values()
        if each.key == framework.key and version_order(each.version) < place
    ]
    if not earlier:
        return
    [last] = newest(earlier)
    before, after = as_rated(last), as_rated(framework)
    if before is None or after is None:
        yield f"comes after {last.ref}"
        return
    comparison: Comparison = compare(before, after)
    yield f"comes after {last.ref}, with {'these' if comparison else 'no'} changes"
    for level in comparison.levels:
        was, is_now = level.before or "not on the scale", level.after or "not on the scale"
        yield f"  level {level.value}: {was} -> {is_now}"
    for kind, _, changes in comparison.groups:
        for each in changes:
            was = f" (before: {each.before})" if each.before else ""
            yield f"  {kind.lower()}: {each.what} {each.code}: {each.title}{was}"
