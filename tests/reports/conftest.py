import pytest

from adoption_reviews.vocabulary import RoleGroup
from tests.factories.interviews import (
    CodingFactory,
    InterviewFactory,
    ParticipantFactory,
    PassageFactory,
    SegmentFactory,
)


def interview_somebody(
    review, *said, role_group=RoleGroup.FRONT_LINE, text="", usable="", **participant
):
    """Interview one new person of the review and code what they say: (code, direction) pairs."""
    person = ParticipantFactory(review=review, role_group=role_group, **participant)
    held = InterviewFactory(review=review, participants=[person])
    for code, direction in said:
        segment = SegmentFactory(interview=held, **({"text": text} if text else {}))
        passage = PassageFactory(
            start_segment=segment, anonymised_quote=usable, is_usable=bool(usable)
        )
        CodingFactory(passage=passage, code=code, direction=direction)
    return person


@pytest.fixture
def interviewed():
    return interview_somebody


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    """Each test keeps its files to itself."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT
