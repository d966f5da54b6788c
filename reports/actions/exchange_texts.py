"""Finds for every source of a file the interview or case study it is here, or makes one."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from django.db.models import Max

from adoption_reviews.frameworks import get_framework
from adoption_reviews.models import Review
from adoption_reviews.vocabulary import Direction
from casestudies.actions import add_case_study
from casestudies.models import CaseStudy
from interviews.models import Interview, Segment, SegmentVersion
from interviews.queries.importing import LEFT_OUT, OTHER, is_numbered, speakers_matched
from interviews.queries.recording import INTERVIEWER
from reports.actions.exchange_people import (
    PlacingPeople,
    brought,
    import_id_of,
    segment_id,
)
from reports.exchange.account import Account, What
from reports.exchange.layout import Located, located, pieces_of
from reports.exchange.project import Project, Source
from reports.exchange.sidecar import Interview as SideInterview
from reports.exchange.sidecar import Sidecar, Study, fits
from reports.queries.codings import TextKind
from reports.queries.exchange_project import (
    interview_layout,
    study_layout,
    text_guid,
)

MOST_INTERVIEWS = 10_000
WITHDRAWN = "Somebody whose words these are has withdrawn."
OF_REFUSED_SOURCE = "Its source is not imported."


@dataclass(frozen=True, slots=True)
class Placed:
    """A source where it is here: its text's parts, and where a stretch of it lies among them."""

    source: Source
    kind: TextKind
    text: Interview | CaseStudy
    parts: list[tuple[str, str]]  # id and words of each
    find: Callable[[int, int], Located | None]
    is_new: bool


@dataclass(slots=True)
class PlacingTexts:
    review: Review
    project: Project
    extra: Sidecar
    account: Account
    by: object
    people: PlacingPeople
    _studies: list[CaseStudy] = field(default_factory=list)

    def placed(self) -> list[Placed]:
        interviews = {
            text_guid(each): each for each in self.review.interviews.select_related("review")
        }
        studies = {
            text_guid(each): each for each in self.review.case_studies.select_related("review")
        }
        self._studies = list(studies.values())
        self.people.add_first(interviews)
        found = []
        for source in self.project.sources:
            if source.guid in interviews:
                one = self._again(source, interviews[source.guid])
            elif source.guid in studies:
                one = self._study_again(source, studies[source.guid])
            elif study := self.extra.case_studies.get(source.guid):
                one = self._study(source, study)
            else:
                one = self._interview(source)
            if one:
                found.append(one)
        return found

    def _refuse(self, source: Source, reason: str) -> None:
        self.account.refuse(What.SOURCE, source.name, source.guid, reason)
        for selection in source.selections:
            self.account.refuse(What.SELECTION, selection.name, selection.guid, OF_REFUSED_SOURCE)
            for coding in selection.codings:
                self.account.refuse(What.CODING, "", coding.guid, OF_REFUSED_SOURCE)
        for coding in source.codings:
            self.account.refuse(What.CODING, "", coding.guid, OF_REFUSED_SOURCE)

    # Interviews

    def _again(self, source: Source, interview: Interview) -> Placed | None:
        """An interview that is here already."""
        if interview.participants.filter(withdrawn_at__isnull=False).exists():
            return self._refuse(source, WITHDRAWN)
        segments = list(interview.segments.standing())
        text, spans = interview_layout([(s.speaker, s.kind, s.text) for s in segments])
        parts = [(str(each.pk), each.text) for each in segments]
        find = partial(_found_again, source.text, text, spans)
        return Placed(source, TextKind.INTERVIEW, interview, parts, find, is_new=False)

    def _interview(self, source: Source) -> Placed | None:
        import_id = import_id_of(self.review, source.guid)
        if earlier := brought(self.review, source.guid):
            return self._brought_before(source, earlier.interview, import_id)
        people = self.people.of(source)
        if any(each.withdrawn_at for each in people):
            return self._refuse(source, WITHDRAWN)
        side = self.extra.interviews.get(source.guid)
        spans = [(part.start, part.end) for part in side.parts] if side else []
        if not spans or not fits(spans, source.text):
            side = None
        interview = self._new_interview(source, side, people)
        rows = _own_rows(source, side, self.people.pseudonyms()) if side else None
        rows = rows or _spoken_rows(source, interview)
        people_by = {each.pseudonym: each for each in people}
        segments = [
            Segment(
                pk=segment_id(import_id, number),
                interview=interview,
                position=number + 1,
                participant=people_by.get(row.get("person", row["speaker"])),
                revision=1,
                **{key: value for key, value in row.items() if key not in ("span", "person")},
            )
            for number, row in enumerate(rows)
        ]
        Segment.objects.bulk_create(segments, batch_size=500)
        SegmentVersion.objects.bulk_create(
            (
                SegmentVersion(
                    segment=each,
                    version=1,
                    kind=each.kind,
                    stage=each.stage,
                    question=each.question,
                    speaker=each.speaker,
                    text=each.text,
                    by=self.by,
                )
                for each in segments
            ),
            batch_size=500,
        )
        parts = [(str(each.pk), each.text) for each in segments]
        find = partial(located, [row["span"] for row in rows])
        return Placed(source, TextKind.INTERVIEW, interview, parts, find, is_new=True)

    def _brought_before(self, source: Source, interview: Interview, import_id) -> Placed | None:
        if interview.participants.filter(withdrawn_at__isnull=False).exists():
            return self._refuse(source, WITHDRAWN)
        standing = {each.pk: each.text for each in interview.segments.standing()}
        side = self.extra.interviews.get(source.guid)
        spans = [(part.start, part.end) for part in side.parts] if side else []
        if not spans or not fits(spans, source.text):
            spans = [(each.start, each.end) for each in pieces_of(source.text)]
        ids = [segment_id(import_id, number) for number in range(len(spans))]
        words = [source.text[start:end] for start, end in spans]
        if [(key, standing.get(key)) for key in ids] != list(zip(ids, words, strict=True)):
            return self._again(source, interview)  # corrected since: looked for by its words
        parts = [(str(key), text) for key, text in zip(ids, words, strict=True)]
        return Placed(
            source, TextKind.INTERVIEW, interview, parts, partial(located, spans), is_new=False
        )

    def _new_interview(self, source: Source, side: SideInterview | None, people) -> Interview:
        last = self.review.interviews.aggregate(last=Max("number"))["last"] or 0
        number = side.number if side and 0 < side.number < MOST_INTERVIEWS else last + 1
        if self.review.interviews.filter(number=number).exists():
            number = last + 1
        status = Interview.Status.COMPLETED
        mode = Interview.Mode.IN_PERSON
        if side and side.status in Interview.Status.values:
            status = side.status
        if side and side.mode in Interview.Mode.values:
            mode = side.mode
        interview = Interview.objects.create(
            review=self.review, number=number, status=status, mode=mode, revision=1
        )
        interview.participants.set(people)
        return interview

    # Case studies

    def _study_again(self, source: Source, study: CaseStudy) -> Placed:
        parts = [(name, getattr(study, name)) for name in CaseStudy.PARTS]
        text, spans = study_layout(parts)
        find = partial(_found_again, source.text, text, spans)
        return Placed(source, TextKind.CASE_STUDY, study, parts, find, is_new=False)

    def _study(self, source: Source, side: Study) -> Placed | None:
        spans = [side.parts.get(name, (0, 0)) for name in CaseStudy.PARTS]
        if not fits(spans, source.text) or side.kind not in CaseStudy.Kind.values:
            return self._interview(source)
        texts = {
            name: source.text[start:end]
            for name, (start, end) in zip(CaseStudy.PARTS, spans, strict=True)
        }
        values = texts | {
            "innovation": source.name[:200],
            "kind": side.kind,
            "is_nationally_prioritised": side.is_nationally_prioritised,
        }
        for study in self._studies:
            if study.innovation == values["innovation"] and study.created_at == source.at:
                return self._study_again(source, study)
        known = get_framework(self.review.influences_ref).codes()
        influences = {
            code: direction
            for code, direction in side.influences.items()
            if code in known and direction in Direction.values
        }
        study = add_case_study(review=self.review, values=values, influences=influences, by=self.by)
        if source.at:  # by which it is known when the file comes again
            CaseStudy.objects.filter(pk=study.pk).update(created_at=source.at)
        parts = [(name, texts[name]) for name in CaseStudy.PARTS]
        return Placed(
            source, TextKind.CASE_STUDY, study, parts, partial(located, spans), is_new=True
        )


def _found_again(was: str, now: str, spans, start: int, end: int) -> Located | None:
    """Where a stretch of the file's text lies in the text as it is here by now: at its offsets
    while both are the same, else where its words are, if that is one place."""
    if was != now:
        words = was[start:end]
        if now.count(words) != 1:
            return None
        start = now.index(words)
        end = start + len(words)
    return located(spans, start, end)


def _own_rows(source: Source, side: SideInterview, pseudonyms: dict[str, str]) -> list[dict]:
    """Segments as our own export describes them; none where it describes what cannot be."""
    rows = []
    for part in side.parts:
        if part.kind not in Segment.Kind.values or part.end - part.start > 100_000:
            return []
        is_time = part.start_ms is not None and 0 <= part.start_ms < 2**31
        rows.append(
            {
                "span": (part.start, part.end),
                "text": source.text[part.start : part.end],
                "kind": part.kind,
                "speaker": pseudonyms.get(part.speaker, part.speaker)[:100],
                "person": pseudonyms.get(part.person, ""),
                "stage": part.stage[:60],
                "question": part.question[:60],
                "start_ms": part.start_ms if is_time else None,
            }
        )
    return rows


def _spoken_rows(source: Source, interview: Interview) -> list[dict]:
    """Segments by line. No name that the text gives is kept with them."""
    pieces = pieces_of(source.text)
    speakers = list(dict.fromkeys(each.speaker for each in pieces if each.speaker))
    labels, number = {"": ""}, 0
    for speaker, who in speakers_matched(interview, speakers).items():
        if who and who not in (OTHER, LEFT_OUT):
            labels[speaker] = who
        elif is_numbered(speaker):
            labels[speaker] = speaker
        else:
            number += 1
            labels[speaker] = f"Speaker {number}"
    return [
        {
            "span": (each.start, each.end),
            "text": source.text[each.start : each.end],
            "kind": Segment.Kind.QUESTION
            if labels[each.speaker] == INTERVIEWER
            else Segment.Kind.SPEECH,
            "speaker": labels[each.speaker],
        }
        for each in pieces
    ]
