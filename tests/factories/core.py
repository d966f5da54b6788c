import factory
from django.conf import settings

from adoption_reviews.models import Membership, Memo, Organisation, Review, Theme, User
from adoption_reviews.roles import Role


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"person{n}@trust.example")
    name = factory.Sequence(lambda n: f"Person Number{n}")
    is_active = True


class OrganisationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Organisation

    ods_code = factory.Sequence(lambda n: f"R{n:02d}")
    name = factory.Sequence(lambda n: f"Testbury {n} NHS Foundation Trust")
    kind = Organisation.Kind.ACUTE
    region = "Testshire"


class ReviewFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Review

    organisation = factory.SubFactory(OrganisationFactory)
    round_number = 1
    slug = factory.LazyAttribute(lambda o: f"{o.organisation.ods_code.lower()}-{o.round_number}")
    status = Review.Status.FIELDWORK
    influences_ref = settings.INFLUENCES_FRAMEWORK
    barriers_ref = settings.BARRIERS_FRAMEWORK
    maturity_ref = settings.MATURITY_FRAMEWORK


class MembershipFactory(factory.django.DjangoModelFactory):
    """A hub role by default; give `organisation` or `review` with the other roles."""

    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    role = Role.HUB_STAFF


class ThemeFactory(factory.django.DjangoModelFactory):
    """A theme of a review; `review=None` makes one of the whole hub."""

    class Meta:
        model = Theme

    review = factory.SubFactory(ReviewFactory)
    key = factory.Sequence(lambda n: f"t-{n:08x}")
    title = factory.Sequence(lambda n: f"Quiet champions {n}")
    created_by = factory.SubFactory(UserFactory)


class MemoFactory(factory.django.DjangoModelFactory):
    """A memo about its review."""

    class Meta:
        model = Memo

    review = factory.SubFactory(ReviewFactory)
    about = Memo.About.REVIEW
    text = "Ask the chair how this came about."
    author = factory.SubFactory(UserFactory)
