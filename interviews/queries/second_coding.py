"""Who codes which interview a second time, blind, and what both codings were when it was done."""

from django.db.models import CharField, Exists, OuterRef, Q
from django.db.models.functions import Cast

from adoption_reviews.codes import key_of
from adoption_reviews.models import Memo, User
from adoption_reviews.roles import Role
from interviews.models import Coding, Interview, Passage, SecondCoding
from interviews.queries.interviews import reviewers_of


def second_codings(interview: Interview):
    """Everybody the interview was given to, in that order: a QuerySet."""
    return interview.second_codings.select_related("coder", "given_by")


def second_coding_at_work(interview: Interview, user) -> SecondCoding | None:
    """The second coding at which `user` is in this interview: they see nothing of the others'."""
    return interview.second_codings.at_work().filter(coder=user).first()


def coded_blind(reviews, user):
    """The interviews of `reviews` that `user` is coding blind, by number: a QuerySet."""
    at_work = SecondCoding.objects.at_work().filter(coder=user, interview=OuterRef("pk"))
    return Interview.objects.filter(Exists(at_work), review__in=reviews).counting()


def codes_blind(review, user) -> bool:
    """Whether `user` is coding an interview of the review blind."""
    return SecondCoding.objects.at_work().filter(coder=user, interview__review=review).exists()


def may_code_second(interview: Interview):
    """Reviewers of the review who have not coded the interview and were not given it, by name: a
    QuerySet. Nobody who reads the audit log, which names the codes that others gave."""
    authors = Coding.objects.filter(passage__interview=interview).order_by().values("author")
    given = interview.second_codings.order_by().values("coder")
    return reviewers_of(interview.review).exclude(
        Q(pk__in=authors) | Q(pk__in=given) | Q(memberships__role=Role.HUB_ADMINISTRATOR)
    )


def first_codings(interview: Interview):
    """What was coded in the open, in the order made: a QuerySet."""
    return Coding.objects.filter(passage__interview=interview, second_coding=None)


def first_coders(interview: Interview):
    """Who coded it in the open, by name: a QuerySet."""
    return User.objects.filter(pk__in=first_codings(interview).order_by().values("author"))


def memos_seen_by(memos, user):
    """Those of `memos`, a QuerySet, that say nothing of a coding that is hidden from `user`.

    A memo about a passage goes with its passage. One about an interview is hidden between its
    second coder at work and everybody else; their own they always see.
    """
    at_work = SecondCoding.objects.at_work()
    interviews = at_work.annotate(key=Cast("interview_id", CharField()))
    watched = Passage.objects.filter(interview__in=at_work.values("interview"))
    hidden = watched.exclude(pk__in=watched.seen_by(user).values("pk"))
    of_passage = Q(about=Memo.About.PASSAGE) & Q(
        key__in=hidden.annotate(as_key=Cast("pk", CharField())).order_by().values("as_key")
    )
    about_theirs = Exists(interviews.filter(key=OuterRef("key"), coder=OuterRef("author")))
    theirs = Exists(interviews.filter(key=OuterRef("key"), coder=user))
    of_interview = Q(about=Memo.About.INTERVIEW) & (Q(about_theirs) | Q(theirs))
    return memos.filter(Q(author=user) | ~(of_passage | of_interview))


def as_given(second: SecondCoding) -> dict:
    """Both codings of the interview as they stand, in values that JSON can hold.

    `segments` are [id, length in code points] of the standing segments, in order; `first` and
    `second` are [code key, direction, start segment, start offset, end segment, end offset] of the
    codings, the segments by their place in `segments`.
    """
    interview = second.interview
    segments = [(str(each.pk), len(each.text)) for each in interview.segments.standing()]
    place = {pk: number for number, (pk, _) in enumerate(segments)}

    def rows(codings):
        found = []
        for coding in codings.select_related("passage").order_by("pk"):
            passage = coding.passage
            start, end = str(passage.start_segment_id), str(passage.end_segment_id)
            if start in place and end in place:  # else its words were deleted
                key = key_of(coding.framework_ref, coding.code)
                where = [place[start], passage.start_offset, place[end], passage.end_offset]
                found.append([key, coding.direction, *where])
        return found

    return {
        "segments": [list(each) for each in segments],
        "first": rows(first_codings(interview)),
        "second": rows(second.codings.all()),
    }
