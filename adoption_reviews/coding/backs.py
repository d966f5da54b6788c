"""What takes a change back: values that JSON can hold, made before the change is stored.

A row that was removed comes back with its id, its author and its time, and with all that was
removed with it, so that a chain of undoing and doing again never loses track.
"""

from django.core import serializers
from django.db.models.deletion import Collector

from adoption_reviews.coding.following import FIELDS, ends_of


def removing(coding) -> dict:
    return {"do": "remove", "coding": coding.pk}


def restoring(source, passage, coding, is_last: bool) -> dict:
    """`is_last`: the passage goes with its coding."""
    gone = passage if is_last else coding
    collector = Collector(using=gone._state.db, origin=gone)
    collector.collect([gone])
    rows = [row for rows in collector.data.values() for row in rows]
    rows += [row for rows in collector.fast_deletes for row in rows]
    return {
        "do": "restore",
        "coding": coding.pk,
        "passage": passage.pk,
        "is_last": is_last,
        "rows": serializers.serialize("json", rows),
        "versions": _versions(source, passage),
    }


def changing(coding) -> dict:
    return {
        "do": "change",
        "coding": coding.pk,
        "values": {
            name: getattr(coding, name) for name in ("framework_ref", "code", "direction", "memo")
        },
    }


def moving(source, passage) -> dict:
    columns = [*FIELDS, *passage.MOVES]
    place = {column: getattr(passage, column) for column in columns}
    place[passage.START], place[passage.END] = ends_of(passage)
    return {
        "do": "move",
        "passage": passage.pk,
        "place": place,
        "versions": _versions(source, passage),
    }


def _versions(source, passage) -> dict[str, int]:
    """Of the parts that the passage begins and ends in, as they stand."""
    ends = ends_of(passage)
    return {part.id: part.version for part in source.reach([passage]) if part.id in ends}
