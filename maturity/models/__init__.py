"""A trust's self-ratings: what was answered, who takes part, what was said about it."""

from maturity.models.assessments import SelfAssessment, StatusChange
from maturity.models.attachments import Attachment, UploadedWorkbook
from maturity.models.cohort import CohortRelease
from maturity.models.context import ContextAnswer, ContextAnswerVersion
from maturity.models.people import Contributor, OneTimeCode, Remark
from maturity.models.ratings import Rating, RatingVersion, Source

__all__ = [
    "Attachment",
    "CohortRelease",
    "ContextAnswer",
    "ContextAnswerVersion",
    "Contributor",
    "OneTimeCode",
    "Rating",
    "RatingVersion",
    "Remark",
    "SelfAssessment",
    "Source",
    "StatusChange",
    "UploadedWorkbook",
]
