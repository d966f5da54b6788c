import hashlib

import factory
from django.core.files.base import ContentFile
from django.utils import timezone

from reports.models import Report
from reports.snapshot import make_snapshot
from tests.factories.core import ReviewFactory, UserFactory

PDF = b"%PDF-1.7 a report"


class ReportFactory(factory.django.DjangoModelFactory):
    """A version waiting to be built. Traits: `ready`, `released`, `failed`."""

    class Meta:
        model = Report

    class Params:
        ready = factory.Trait(
            status=Report.Status.READY,
            attempts=1,
            finished_at=factory.LazyFunction(timezone.now),
            pages=12,
            pdf=factory.LazyFunction(lambda: ContentFile(PDF, name="report.pdf")),
            pdf_sha256=hashlib.sha256(PDF).hexdigest(),
        )
        released = factory.Trait(
            ready=True,
            released_at=factory.LazyFunction(timezone.now),
            released_by=factory.SubFactory(UserFactory),
        )
        failed = factory.Trait(
            status=Report.Status.FAILED,
            attempts=3,
            finished_at=factory.LazyFunction(timezone.now),
            failure="The report could not be built.",
        )

    review = factory.SubFactory(ReviewFactory)
    version = factory.LazyAttribute(lambda o: o.review.reports.count() + 1)
    snapshot = factory.LazyAttribute(lambda o: make_snapshot(o.review, at=timezone.now()))
    requested_by = factory.SubFactory(UserFactory)
