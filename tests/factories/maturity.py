from datetime import timedelta

import factory
from django.conf import settings
from django.utils import timezone

from maturity import evidence_store
from maturity.models import (
    Attachment,
    Contributor,
    Rating,
    Remark,
    SelfAssessment,
    UploadedWorkbook,
)
from tests.factories.core import ReviewFactory, UserFactory


class SelfAssessmentFactory(factory.django.DjangoModelFactory):
    """An open self-rating with nothing answered."""

    class Meta:
        model = SelfAssessment

    review = factory.SubFactory(ReviewFactory)
    framework_ref = settings.MATURITY_FRAMEWORK


class ContributorFactory(factory.django.DjangoModelFactory):
    """Somebody asked to answer the first rated domain, who has come in."""

    class Meta:
        model = Contributor

    assessment = factory.SubFactory(SelfAssessmentFactory)
    user = factory.SubFactory(UserFactory)
    email = factory.SelfAttribute("user.email")
    name = factory.SelfAttribute("user.name")
    domains = ["vision-strategy"]
    link = factory.Sequence(lambda n: f"link-{n}")
    invited_by = factory.SubFactory(UserFactory)
    expires_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=14))
    accepted_at = factory.LazyFunction(timezone.now)


class RatingFactory(factory.django.DjangoModelFactory):
    """An answer without history; actions write history with every change."""

    class Meta:
        model = Rating

    assessment = factory.SubFactory(SelfAssessmentFactory)
    indicator = "agreed-strategy"
    value = 3
    updated_by = factory.SubFactory(UserFactory)


class RemarkFactory(factory.django.DjangoModelFactory):
    """Something said among the trust's own people."""

    class Meta:
        model = Remark

    assessment = factory.SubFactory(SelfAssessmentFactory)
    indicator = "agreed-strategy"
    words = factory.Sequence(lambda n: f"What was said, number {n}")
    by = factory.SubFactory(UserFactory)


class AttachmentFactory(factory.django.DjangoModelFactory):
    """A file of which the row says that it is kept; with `kept=True` it is."""

    class Meta:
        model = Attachment
        skip_postgeneration_save = True

    assessment = factory.SubFactory(SelfAssessmentFactory)
    indicator = "agreed-strategy"
    title = "Our strategy"
    file_name = "strategy.pdf"
    media_type = "application/pdf"
    size = 15
    checksum = "0" * 64
    file = factory.LazyAttribute(lambda row: f"maturity/{row.assessment.pk}/{row.checksum}")
    added_by = factory.SubFactory(UserFactory)

    @factory.post_generation
    def kept(self, create, is_kept, **kwargs):
        if is_kept:
            evidence_store.store(self.file.name, b"%PDF-1.7\n%%EOF\n")


class UploadedWorkbookFactory(factory.django.DjangoModelFactory):
    """One changed answer that waits to be applied, and a row that cannot be."""

    class Meta:
        model = UploadedWorkbook

    assessment = factory.SubFactory(SelfAssessmentFactory)
    file_name = "self-rating.xlsx"
    uploaded_by = factory.SubFactory(UserFactory)
    changes = {
        "answers": [
            {"code": "agreed-strategy", "base_version": 0, "value": 5, "explanation": "Agreed"}
        ],
        "problems": [{"sheet": "2 Vision and strategy", "row": 5, "reason": "It is a formula."}],
        "not_yours": [],
        "n_unchanged": 33,
    }
