"""Rows of the core: demo users, trusts and reviews, made by the core's own actions."""

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.contrib.auth.hashers import make_password

from adoption_reviews.actions import add_organisation, edit_review, give_role, start_review
from adoption_reviews.models import Organisation, Review, User
from adoption_reviews.roles import Role, Scope
from interviews.models import GuideVersion
from reports.demo.rows_guide import make_guide
from reports.demo.signins import PASSWORD, SignIn, sign_ins
from reports.demo.words import Words

LONDON = ZoneInfo("Europe/London")


@dataclass(frozen=True)
class Hub:
    administrator: User
    reviewers: list[User]
    leads: dict[str, User]  # by trust
    reviews: dict[str, Review]  # by the name they have in trusts.yaml
    guide_version: GuideVersion


def make_hub(words: Words) -> Hub:
    """Store users with their roles, organisations and reviews; each is audited by its action."""
    people = _make_users()
    [administrator] = [
        user for user, sign_in in people if sign_in.role_key == Role.HUB_ADMINISTRATOR
    ]
    reviewers = [user for user, sign_in in people if sign_in.role_key == Role.REVIEWER]
    organisations = {
        key: add_organisation(
            ods_code=trust.ods_code,
            name=trust.name,
            kind=Organisation.Kind.ACUTE,
            region=trust.region,
            by=administrator,
        )
        for key, trust in words.trusts.items()
    }
    reviews = {}
    for key, plan in words.reviews.items():
        review = start_review(
            organisation=organisations[plan.trust],
            starts_on=plan.starts_on,
            ends_on=plan.ends_on,
            reviewers=reviewers,
            by=administrator,
        )
        reviews[key] = edit_review(
            review=review,
            status=plan.status,
            starts_on=plan.starts_on,
            ends_on=plan.ends_on,
            by=reviewers[0],
        )
    for user, sign_in in people:
        if sign_in.role_key.scope is Scope.HUB:
            give_role(user=user, role=sign_in.role_key, by=administrator)
        elif sign_in.trust:
            trust = organisations[sign_in.trust]
            give_role(user=user, role=sign_in.role_key, organisation=trust, by=administrator)
    return Hub(
        administrator=administrator,
        reviewers=reviewers,
        leads=_by_trust(people, Role.TRUST_LEAD),
        reviews=reviews,
        guide_version=make_guide(words, administrator),
    )


def _make_users() -> list[tuple[User, SignIn]]:
    password = make_password(PASSWORD)  # one for all: hashing is slow on purpose
    everybody = sign_ins()
    users = User.objects.bulk_create(
        User(email=each.email, name=each.name, password=password) for each in everybody
    )
    return list(zip(users, everybody, strict=True))


def _by_trust(people: list[tuple[User, SignIn]], role: Role) -> dict[str, User]:
    return {sign_in.trust: user for user, sign_in in people if sign_in.role_key == role}


def at(day: date, hour: int = 17, minute: int = 0) -> datetime:
    """A time of a day in London."""
    return datetime.combine(day, time(hour, minute), LONDON)
