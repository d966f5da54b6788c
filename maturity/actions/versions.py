"""Moving a self-assessment to a later version of its framework."""

from django.db import transaction

from adoption_reviews import audit
from adoption_reviews.models import Review
from maturity.actions.steps import lock_open
from maturity.models import SelfAssessment
from maturity.queries.versions import movable_to, moving


@transaction.atomic
def move_to_version(*, assessment: SelfAssessment, framework_ref: str, by) -> SelfAssessment:
    """Move it, while it is open, to a later version; the review follows if the framework is its
    own. Moving to where it is already changes nothing.

    No answer is touched. Those to codes that both versions have are answers still, unless their
    value is not on the new scale. These, and those to codes that the new version lacks, stay
    stored unseen: no page shows them and nothing counts them. They are there again when a later
    version has their code and value again, or until somebody answers the indicator anew; the
    history keeps them in any case.

    Raises NotOpen, and FrameworkError for what is no later version.
    """
    assessment = lock_open(assessment)
    old = assessment.framework_ref
    if old == framework_ref:
        return assessment
    change = moving(assessment, movable_to(assessment, framework_ref))
    assessment.framework_ref = framework_ref
    assessment.save()
    review = Review.objects.select_for_update(of=("self",)).get(pk=assessment.review_id)
    if review.maturity_ref.partition("@")[0] == assessment.framework_key:
        review.maturity_ref = assessment.review.maturity_ref = framework_ref
        review.save(update_fields=["maturity_ref"])
    audit.record(
        by=by,
        verb="maturity.moved",
        on=assessment,
        review=assessment.review,
        old=old,
        new=framework_ref,
        staying=change.n_staying,
        unseen=len(change.unseen),
        returning=len(change.returning),
    )
    return assessment
