"""Who has an interview's recording page open: kept in the cache for some seconds, nowhere else.

Two pages that say so in the same moment may miss one another once; they say it again soon.
"""

import time
from uuid import UUID

from django.core.cache import cache

REMEMBERED = 10  # seconds; a page in sight asks every 2


def announce(*, interview_id: int, user, segment: UUID | None) -> list[dict]:
    """Note that `user` is here, writing in `segment`; answer who else is: name and segment's id."""
    key = f"recording-{interview_id}"
    now = time.time()
    here = {
        pk: each
        for pk, each in (cache.get(key) or {}).items()
        if now - each["at"] < REMEMBERED and pk != user.pk
    }
    others = [{"name": each["name"], "segment": each["segment"]} for each in here.values()]
    here[user.pk] = {"name": user.name, "segment": segment and str(segment), "at": now}
    cache.set(key, here, REMEMBERED)
    return sorted(others, key=lambda each: each["name"])
