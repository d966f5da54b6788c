"""Links and files that were added as evidence."""

from maturity.models import Attachment, SelfAssessment


def attachments(assessment: SelfAssessment, indicator: str) -> list[Attachment]:
    """Those of one indicator that were not removed, oldest first, with who added them. One
    query.
    """
    rows = Attachment.objects.filter(assessment=assessment.pk, indicator=indicator, removed_at=None)
    return list(rows.select_related("added_by").order_by("pk"))


def attachment(assessment: SelfAssessment, indicator: str, pk: int) -> Attachment | None:
    """One of them. One query."""
    found = attachments(assessment, indicator)
    return next((each for each in found if each.pk == pk), None)
