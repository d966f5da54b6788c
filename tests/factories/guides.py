"""Interview guides: drafts and published versions."""

import factory
from django.conf import settings

from adoption_reviews.vocabulary import RoleGroup
from interviews.guide import standard_content, stored
from interviews.models import Guide, GuideVersion
from tests.factories.core import UserFactory


def content(**stages) -> dict:
    """A guide as it is stored: the standard one, with other questions where a stage is given."""
    values = stored(standard_content(settings.INFLUENCES_FRAMEWORK))
    for stage in values["stages"]:
        stage["questions"] = stages.get(stage["key"], stage["questions"])
    return values


def question(key, text, *role_groups: RoleGroup, prompts=()) -> dict:
    """`prompts`: (key, title) pairs."""
    return {
        "key": key,
        "text": text,
        "role_groups": [group.value for group in role_groups],
        "prompts": [{"key": key, "title": title, "description": ""} for key, title in prompts],
    }


class GuideFactory(factory.django.DjangoModelFactory):
    """A guide whose draft is the standard guide."""

    class Meta:
        model = Guide

    title = factory.Sequence(lambda n: f"Acute trusts {n}")
    framework_ref = settings.INFLUENCES_FRAMEWORK
    draft = factory.LazyFunction(content)


class GuideVersionFactory(factory.django.DjangoModelFactory):
    """What was published; the guide's draft says the same unless another guide is given."""

    class Meta:
        model = GuideVersion

    guide = factory.SubFactory(GuideFactory, draft=factory.SelfAttribute("..content"))
    number = 1
    content = factory.LazyFunction(content)
    published_by = factory.SubFactory(UserFactory)
