"""Rows of the hub's interview guide, made by its own actions."""

from datetime import datetime, time

import msgspec
from django.conf import settings
from django.db import models
from django.utils import timezone

from adoption_reviews.models import User
from interviews.actions.guides import publish_guide, start_guide
from interviews.guide import edition, read_content
from interviews.models import GuideVersion
from reports.demo.words import Words


def make_guide(words: Words, administrator: User) -> GuideVersion:
    """Store the guide and publish its first version, on the day it tells of."""
    values = {"stages": msgspec.to_builtins(words.guide.stages)}
    content = read_content(values, settings.INFLUENCES_FRAMEWORK)
    guide = start_guide(
        title=words.guide.title,
        framework_ref=settings.INFLUENCES_FRAMEWORK,
        content=content,
        by=administrator,
    )
    version = publish_guide(guide=guide, seen=edition(content), by=administrator)
    day = timezone.make_aware(datetime.combine(words.guide.published_on, time(14, 20)))
    # Past the guard of published rows: nobody has seen this one yet.
    models.QuerySet(GuideVersion).filter(pk=version.pk).update(published_at=day)
    return version
