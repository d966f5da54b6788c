"""Frameworks that a hub wrote itself."""

import factory
from django.utils import timezone

from adoption_reviews.models import HubFramework
from tests.factories.core import UserFactory

TEXT = """\
kind: maturity
key: {key}
version: "{version}"
title: Our own framework
source: Our hub
influences: positive-influences@2020.1
scale:
  - {{value: 1, title: Not yet}}
  - {{value: 2, title: In places}}
  - {{value: 4, title: Everywhere}}
domains:
  - key: about
    title: About us
    rated: false
    why: Sites differ.
    sub_domains:
      - key: facts
        title: Facts
        questions:
          - {{key: staff, title: Staff employed, kind: number}}
          - {{key: age, title: Age of the function, kind: choice, choices: [new, older]}}
          - {{key: plans, title: Plans, kind: text}}
  - key: leading
    title: Leading
    why: Leaders make room for others.
    sub_domains:
      - key: time
        title: Time
        indicators:
          - {{key: staff-time, title: Staff get time, influences: [outward-looking-professionals]}}
          - {{key: leaders-time, title: Leaders give time}}
      - key: money
        title: Money
        indicators:
          - {{key: own-budget, title: Innovation has a budget}}
"""


def framework_text(key: str = "our-own", version: str = "2026.1") -> str:
    """A sound framework file: three indicators in one rated domain, three questions in another."""
    return TEXT.format(key=key, version=version)


class HubFrameworkFactory(factory.django.DjangoModelFactory):
    """A draft."""

    class Meta:
        model = HubFramework

    class Params:
        published = factory.Trait(
            published_by=factory.SubFactory(UserFactory),
            published_at=factory.LazyFunction(timezone.now),
        )

    key = "our-own"
    version = "2026.1"
    title = "Our own framework"
    text = factory.LazyAttribute(lambda row: framework_text(row.key, row.version))
    uploaded_by = factory.SubFactory(UserFactory)
