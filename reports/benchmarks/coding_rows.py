"""Long interviews with marks in them, made inside the product that is measured. All is JSON."""

from django.urls import reverse

from adoption_reviews.codes import framework_groups
from adoption_reviews.models import User
from interviews.models import Coding, Interview, Passage, Segment, SegmentVersion
from reports.benchmarks.coded_text import CodedText, coded_text, places
from reports.benchmarks.rows import make_reviewers


def make_coding(copies: list[int]) -> dict:
    """Five coders of one review, and for each number of copies a text with marks and without.

    coders: their sessions; list: the address of the interviews; texts: copies → marked, plain, add
    (addresses), segments (ids), ends (lengths of the segments) and codes (keys).
    """
    coders = make_reviewers(5)
    interviews = list(Interview.objects.order_by("number"))
    texts = {}
    for number in copies:
        text = coded_text(number)
        marked, plain = interviews.pop(), interviews.pop()
        segments = _segments(marked, text)
        _segments(plain, text)
        _mark(marked, segments, text)
        texts[number] = {
            "marked": _address(marked),
            "plain": _address(plain),
            "add": _address(marked, "add_coding"),
            "segments": [str(each.pk) for each in segments],
            "turns": list(text.turns),
            "codes": [code.key for code in _codes(marked)],
        }
    return {
        "coders": [each["session"] for each in coders],
        "list": reverse("interviews:list", args=[marked.review.slug]),
        "texts": texts,
    }


def n_codings() -> int:
    return Coding.objects.count()


def _address(interview: Interview, page: str = "code") -> str:
    return reverse(f"interviews:{page}", args=[interview.review.slug, interview.number])


def _segments(interview: Interview, text: CodedText) -> list[Segment]:
    segments = [
        Segment(interview=interview, position=position, speaker="P01", text=turn)
        for position, turn in enumerate(text.turns, 1)
    ]
    Segment.objects.bulk_create(segments)
    SegmentVersion.objects.bulk_create(
        SegmentVersion(segment=each, version=1, speaker=each.speaker, text=each.text)
        for each in segments
    )
    return segments


def _codes(interview: Interview):
    groups = framework_groups(interview.review.influences_ref)
    return [code for group in groups for code in group.codes]


def _mark(interview: Interview, segments: list[Segment], text: CodedText) -> None:
    coder = User.objects.order_by("pk").first()
    passages = Passage.objects.bulk_create(
        Passage(
            interview=interview,
            start_segment=segments[first],
            start_offset=start,
            end_segment=segments[last],
            end_offset=end,
            quote=text.text[mark.start : mark.end],
            created_by=coder,
        )
        for mark, (first, start, last, end) in zip(text.marks, places(text), strict=True)
    )
    codes = _codes(interview)
    Coding.objects.bulk_create(
        Coding(
            passage=passage,
            framework_ref=codes[number].framework_ref,
            code=codes[number].code,
            direction="helps",
            author=coder,
        )
        for passage, mark in zip(passages, text.marks, strict=True)
        for number in mark.codes
    )
