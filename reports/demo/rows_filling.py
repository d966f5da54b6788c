"""Rows of what people said and added while they filled in a self-rating."""

from datetime import datetime, timedelta
from hashlib import sha256

from adoption_reviews.models import Membership, User
from adoption_reviews.roles import Role
from maturity import evidence_store
from maturity.evidence_files import check_file
from maturity.models import Attachment, Rating, RatingVersion, Remark, SelfAssessment
from maturity.models.attachments import attachment_place
from reports.demo.words import AddedFile, Filling


def fill_in(assessment: SelfAssessment, filling: Filling, begun_at: datetime, lead: User) -> None:
    """Store remarks, evidence, settled ratings and those to come back to. One small file is kept
    where evidence is kept."""
    for each in filling.remarks:
        by = User.objects.get(email=each.by)
        row = Remark.objects.create(
            assessment=assessment,
            indicator=each.indicator,
            with_reviewers=each.with_reviewers,
            words=each.words,
            by=by,
            by_reviewer=Membership.objects.filter(user=by, role=Role.REVIEWER).exists(),
        )
        _date(Remark, row, at=_day(begun_at, each.day))
    for each in (*filling.links, *filling.files):
        row = Attachment(
            assessment=assessment,
            indicator=each.indicator,
            title=each.title,
            added_by=User.objects.get(email=each.by),
        )
        if isinstance(each, AddedFile):
            _keep(row, each)
        else:
            row.url = each.url
        row.save()
        _date(Attachment, row, added_at=_day(begun_at, each.day))
    for code, day in filling.settled.items():
        settled = {"settled_at": _day(begun_at, day), "settled_by": lead}
        Rating.objects.filter(assessment=assessment, indicator=code).update(**settled)
    later = Rating.objects.filter(assessment=assessment, indicator__in=filling.for_later)
    RatingVersion.objects.filter(rating__in=later).update(is_for_later=True)
    later.update(is_for_later=True)


def _keep(row: Attachment, added: AddedFile) -> None:
    file = check_file(added.text.encode(), added.name)
    row.file_name, row.media_type, row.size = file.name, file.media_type, len(file.data)
    row.checksum = sha256(file.data).hexdigest()
    row.file.name = attachment_place(row, file.name)
    evidence_store.store(row.file.name, file.data)


def _day(begun_at: datetime, day: int) -> datetime:
    return begun_at + timedelta(days=day, hours=3)


def _date(model, row, **times) -> None:
    model.objects.filter(pk=row.pk).update(**times)  # they date themselves when they are made
