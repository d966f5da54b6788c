"""A review as a REFI-QDA project: what leaves, and what only our own import understands of it.

Guids are the same in every export, so that what comes back is recognised.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from uuid import UUID

from django.utils.crypto import salted_hmac

from adoption_reviews.anchoring import words_between
from adoption_reviews.frameworks import get_framework
from adoption_reviews.models import Memo, Review, User
from adoption_reviews.vocabulary import Direction, RoleGroup
from casestudies.models import CaseStudy
from interviews.models import Interview, Participant, Segment
from interviews.queries.participants import identities
from interviews.queries.second_coding import memos_seen_by
from reports.exchange.guids import direction_guid, guid_of
from reports.exchange.layout import laid_out
from reports.exchange.project import Case, Coding, Note, Project, Selection, Source
from reports.exchange.project import User as Coder
from reports.exchange.sidecar import Interview as SideInterview
from reports.exchange.sidecar import Part, Person, Sidecar, Study, packed
from reports.queries.codings import GivenCoding, TextKind, codings
from reports.queries.exchange_codebook import codebook
from reports.queries.exchange_words import Cleaned, Words

HEADINGS = {
    "how_identified": "How it was identified",
    "how_decided": "How it was decided",
    "how_implemented": "How it was implemented",
    "benefits": "Benefits",
    "lessons": "Lessons",
}
LABELS = {Segment.Kind.QUESTION: "Question", Segment.Kind.NOTE: "Note"}
ABOUT_TEXT = {TextKind.INTERVIEW: Memo.About.INTERVIEW, TextKind.CASE_STUDY: Memo.About.CASE_STUDY}
ABOUT_PASSAGE = {
    TextKind.INTERVIEW: Memo.About.PASSAGE,
    TextKind.CASE_STUDY: Memo.About.CASE_STUDY_PASSAGE,
}


def review_id(review: Review) -> tuple[str, str]:
    """What tells a review from those of other installations too."""
    return review.slug, review.created_at.isoformat()


def user_guid(user_id: int) -> str:
    """Says nothing of who it is, but to this installation."""
    digest = salted_hmac("reports.exchange.user", str(user_id), algorithm="sha256").digest()
    return str(UUID(bytes=digest[:16], version=5))


def text_guid(text: Interview | CaseStudy) -> str:
    kind = type(text).__name__
    return guid_of(*review_id(text.review), kind, text.number, text.created_at.isoformat())


def person_guid(participant: Participant) -> str:
    return guid_of(*review_id(participant.review), "person", participant.pseudonym)


def interview_layout(segments: list[tuple[str, str, str]]) -> tuple[str, list[tuple[int, int]]]:
    """The text of an interview and where its segments' words stand in it, from their speakers,
    kinds and words."""
    return laid_out(
        (f"{label}: " if (label := speaker or LABELS.get(kind, "")) else "", words)
        for speaker, kind, words in segments
    )


def study_layout(parts: list[tuple[str, str]]) -> tuple[str, list[tuple[int, int]]]:
    """The same of a case study, from the names and the words of its parts."""
    return laid_out((f"{HEADINGS[name]}\n", words) for name, words in parts)


@dataclass(frozen=True, slots=True)
class Laid:
    """A text as it leaves, and where offsets of its parts stand in it."""

    guid: str
    name: str
    text: str
    starts: dict[str, tuple[int, Cleaned]]  # by part
    description: str = ""

    def at(self, part: str, offset: int, *, is_end: bool = False) -> int:
        begin, cleaned = self.starts[part]
        return begin + min(cleaned.at(offset, is_end=is_end), len(cleaned.text))


def _words_at(given: GivenCoding, texts: dict[str, str]) -> str:
    """What stands now where a passage was marked; `texts` are those of the parts, in order."""
    parts = list(texts)
    reached = parts[parts.index(given.start_part) : parts.index(given.end_part) + 1]
    return words_between([texts[each] for each in reached], given.start_offset, given.end_offset)


def review_project(
    review: Review, viewer: User | None, *, with_identities: bool, words: Words
) -> tuple[Project, int]:
    """The project, and how many passages are left out since their words are gone from the text.

    What `viewer` may not see is not in it; None sees what counts as evidence. `words` may find
    that something must not leave: ask it afterwards.
    """
    return _Builder(review, viewer, with_identities, words).project()


@dataclass(slots=True)
class _Builder:
    review: Review
    viewer: User | None
    with_identities: bool
    words: Words
    extra: Sidecar = field(default_factory=Sidecar)
    notes: list[Note] = field(default_factory=list)
    about: dict[tuple[str, str], list[str]] = field(default_factory=lambda: defaultdict(list))
    coders: dict[int, Coder] = field(default_factory=dict)
    n_left_out: int = 0

    def project(self) -> tuple[Project, int]:
        found = codings([self.review], self.viewer)
        interviews = list(
            Interview.objects.filter(review=self.review)
            .counting()
            .select_related("review")
            .prefetch_related("participants")
        )
        studies = list(
            self.review.case_studies.select_related("review").prefetch_related("influences_seen")
        )
        segments = defaultdict(list)
        for each in Segment.objects.filter(interview__in=interviews).standing():
            segments[each.interview_id].append(each)
        found = self._still_said(found, segments, studies)
        memos = self._memos(found, interviews)
        authors = {each.author_id for each in found} | {each.author_id for each in memos}
        self._name_coders(authors)
        self._write_memos(memos)
        by_text = defaultdict(list)
        for each in found:
            by_text[each.text_kind, each.text_id].append(each)
        used = defaultdict(set)
        for each in found:
            used[each.key].add(each.direction)
        interviews = [each for each in interviews if any(one.text for one in segments[each.pk])]
        sources = [
            self._source(
                TextKind.INTERVIEW, each, self._interview(each, segments[each.pk]), by_text
            )
            for each in interviews
        ]
        sources += [
            self._source(TextKind.CASE_STUDY, each, self._study(each), by_text) for each in studies
        ]
        about_codes = {key: notes for (kind, key), notes in self.about.items() if kind == "code"}
        project = Project(
            name=str(self.review),
            users=tuple(self.coders.values()),
            codes=codebook(self.review, self.words, used, about_codes),
            sources=tuple(sources),
            cases=self._cases(interviews),
            notes=tuple(self.notes),
            own_notes=tuple(self.about[Memo.About.REVIEW, ""]),
            extra=packed(self.extra),
        )
        return project, self.n_left_out

    def _still_said(self, found: list[GivenCoding], segments, studies) -> list[GivenCoding]:
        """Without those whose passage has lost its words: other words stand now where it was."""
        texts = {
            (TextKind.INTERVIEW, interview): {str(each.pk): each.text for each in its}
            for interview, its in segments.items()
        }
        for study in studies:
            parts = {part: getattr(study, part) for part in CaseStudy.PARTS}
            texts[TextKind.CASE_STUDY, study.pk] = parts
        lost = {
            each.passage_key
            for each in found
            if each.needs_a_look
            and _words_at(each, texts[each.text_kind, each.text_id]) != each.quote
        }
        self.n_left_out = len(lost)
        return [each for each in found if each.passage_key not in lost]

    def _memos(self, found: list[GivenCoding], interviews: list[Interview]) -> list[Memo]:
        """Those that `viewer` may see, but none about a text or a passage that does not leave."""
        leaving = {(ABOUT_PASSAGE[each.text_kind], str(each.passage_id)) for each in found}
        leaving |= {(Memo.About.INTERVIEW, str(each.pk)) for each in interviews}
        bound = {*ABOUT_PASSAGE.values(), Memo.About.INTERVIEW}
        return [
            each
            for each in memos_seen_by(self.review.memos.all(), self.viewer)
            if each.about not in bound or (each.about, each.key) in leaving
        ]

    def _guid(self, *parts) -> str:
        return guid_of(*review_id(self.review), *parts)

    def _name_coders(self, ids: set[int]) -> None:
        for number, user in enumerate(User.objects.filter(pk__in=ids).order_by("pk"), 1):
            named = {"name": user.name, "id": user.email} if self.with_identities else {}
            self.coders[user.pk] = Coder(
                **{"guid": user_guid(user.pk), "name": f"Coder {number}"} | named
            )

    def _write_memos(self, memos: list[Memo]) -> None:
        for memo in memos:
            about = memo.get_about_display()
            guid = self._guid("memo", memo.pk)
            self._note(guid, memo.text, f"Memo: {about.lower()}", memo.author_id, memo.created_at)
            self.about[memo.about, memo.key].append(guid)

    def _note(self, guid: str, text: str, name: str, author_id: int, at) -> None:
        text = self.words.text(text, name)
        self.notes.append(
            Note(guid=guid, text=text, name=name, user=self.coders[author_id].guid, at=at)
        )

    def _interview(self, interview: Interview, segments: list[Segment]) -> Laid:
        names = {each.pk: each.pseudonym for each in interview.participants.all()}
        cleaned = [
            self.words.cleaned(each.text, f"{interview}, segment {number}")
            for number, each in enumerate(segments, 1)
        ]
        text, spans = interview_layout(
            [(s.speaker, s.kind, c.text) for s, c in zip(segments, cleaned, strict=True)]
        )
        guid = text_guid(interview)
        self.extra.interviews[guid] = SideInterview(
            number=interview.number,
            mode=interview.mode,
            status=interview.status,
            people=list(names.values()),
            parts=[
                Part(
                    start=start,
                    end=end,
                    kind=each.kind,
                    speaker=each.speaker,
                    person=names.get(each.participant_id, ""),
                    stage=each.stage,
                    question=each.question,
                    start_ms=each.start_ms,
                )
                for each, (start, end) in zip(segments, spans, strict=True)
            ],
        )
        starts = {
            str(each.pk): (start, clean)
            for each, clean, (start, _) in zip(segments, cleaned, spans, strict=True)
        }
        return Laid(guid, str(interview), text, starts)

    def _study(self, study: CaseStudy) -> Laid:
        name = self.words.text(study.innovation, f"The name of case study {study.number}")
        where = f"Case study {study.number}"
        cleaned = [
            self.words.cleaned(getattr(study, part), f"{where}, {HEADINGS[part].lower()}")
            for part in CaseStudy.PARTS
        ]
        text, spans = study_layout(
            [(part, each.text) for part, each in zip(CaseStudy.PARTS, cleaned, strict=True)]
        )
        guid, seen = text_guid(study), list(study.influences_seen.all())
        self.extra.case_studies[guid] = Study(
            kind=study.kind,
            is_nationally_prioritised=study.is_nationally_prioritised,
            parts=dict(zip(CaseStudy.PARTS, spans, strict=True)),
            influences={
                each.code: each.direction
                for each in seen
                if each.framework_ref == self.review.influences_ref
            },
        )
        starts = {
            part: (start, each)
            for part, each, (start, _) in zip(CaseStudy.PARTS, cleaned, spans, strict=True)
        }
        return Laid(guid, name, text, starts, self._kind_of_study(study, seen))

    def _kind_of_study(self, study: CaseStudy, seen) -> str:
        """What the other programs have no field for, in words."""
        said = [study.get_kind_display()]
        if study.is_nationally_prioritised:
            said.append("Nationally prioritised")
        framework = get_framework(self.review.influences_ref)
        for each in seen:
            is_known = each.code in framework.codes()
            title = framework.influence(each.code).title if is_known else each.code
            said.append(f"{title}: {Direction(each.direction).label.lower()}")
        return "\n".join(said)

    def _source(self, kind: TextKind, text, laid: Laid, by_text) -> Source:
        passages = defaultdict(list)
        for each in by_text[kind, text.pk]:
            passages[each.passage_id].append(each)
        selections = [self._selection(kind, laid, each) for each in passages.values()]
        selections = [each for each in selections if each]
        self.n_left_out += len(passages) - len(selections)
        if kind == TextKind.CASE_STUDY or text.status == Interview.Status.COMPLETED:
            # Of an interview that is still held nothing counts, and that is said by its status.
            self.extra.not_counting.extend(
                self._guid("coding", kind, each.coding_id)
                for each in by_text[kind, text.pk]
                if each.is_held_back
            )
        return Source(
            guid=laid.guid,
            name=laid.name,
            text=laid.text,
            description=laid.description,
            at=text.created_at,
            selections=tuple(sorted(selections, key=lambda each: (each.start, each.end))),
            notes=tuple(self.about[ABOUT_TEXT[kind], str(text.pk)]),
        )

    def _selection(self, kind: TextKind, laid: Laid, given: list[GivenCoding]) -> Selection | None:
        first = given[0]
        start = laid.at(first.start_part, first.start_offset)
        end = laid.at(first.end_part, first.end_offset, is_end=True)
        if start >= end:
            return None
        return Selection(
            guid=self._guid("passage", first.passage_key),
            start=start,
            end=end,
            user=self.coders[first.author_id].guid,
            at=first.created_at,
            codings=tuple(self._coding(kind, each) for each in given),
            notes=tuple(self.about[ABOUT_PASSAGE[kind], str(first.passage_id)]),
        )

    def _coding(self, kind: TextKind, given: GivenCoding) -> Coding:
        guid = self._guid("coding", kind, given.coding_id)
        notes = ()
        if given.memo:
            notes = (self._guid("coding-memo", kind, given.coding_id),)
            what = "an interview" if kind == TextKind.INTERVIEW else "a case study"
            name = f"Memo: a code given to a passage of {what}"
            self._note(notes[0], given.memo, name, given.author_id, given.created_at)
        return Coding(
            guid=guid,
            code=direction_guid(given.key, given.direction),
            user=self.coders[given.author_id].guid,
            at=given.created_at,
            notes=notes,
        )

    def _cases(self, interviews: list[Interview]) -> tuple[Case, ...]:
        with_them = defaultdict(list)
        for interview in interviews:
            for participant in interview.participants.all():
                with_them[participant.pk].append(text_guid(interview))
        named = {}
        if self.with_identities:
            named = {each.participant_id: each for each in identities(self.review)}
        found = []
        for person in self.review.participants.taking_part().select_related("review"):
            guid = person_guid(person)
            division = self.words.text(person.division, f"The division of {person.pseudonym}")
            values = {
                "Role group": RoleGroup(person.role_group).label,
                "Division": division,
                "Trust": self.review.organisation.name,
                "Round": str(self.review.round_number),
            }
            who = {}
            if identity := named.get(person.pk):
                who = {
                    "name": identity.name,
                    "email": identity.email,
                    "job_title": identity.job_title,
                }
                values |= {
                    "Name": identity.name,
                    "E-mail address": identity.email,
                    "Job title": identity.job_title,
                }
            self.extra.people[guid] = Person(person.pseudonym, person.role_group, division, **who)
            found.append(
                Case(
                    guid=guid,
                    name=person.pseudonym,
                    values={name: value for name, value in values.items() if value},
                    sources=tuple(with_them[person.pk]),
                )
            )
        return tuple(found)
