"""Brings in what is marked in texts: passages, what they are coded as, and memos."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone

from adoption_reviews.anchoring import words_between
from adoption_reviews.codes import key_of
from adoption_reviews.models import Memo, Review, User
from casestudies.models import Coding as StudyCoding
from casestudies.models import Passage as StudyPassage
from interviews.models import Coding, Passage, SecondCoding
from interviews.queries.interviews import reviewers_of
from reports.actions.exchange_codes import Target
from reports.actions.exchange_texts import Placed
from reports.exchange.account import Account, What
from reports.exchange.project import Coding as FileCoding
from reports.exchange.project import Project, Selection
from reports.exchange.sidecar import Sidecar
from reports.queries.codings import TextKind
from reports.queries.exchange_project import ABOUT_PASSAGE, ABOUT_TEXT, user_guid

ROWS = {TextKind.INTERVIEW: (Passage, Coding), TextKind.CASE_STUDY: (StudyPassage, StudyCoding)}
NO_CODE = "It has no code, or none that can be imported."
ITS_NOTE_KEPT = "Its note is kept as a memo about the text."
NO_PLACE = "It marks no words that are kept, such as a speaker’s name alone."
CHANGED = "The text has changed here since, and these words are not in it once."
BLIND = "Its coder is coding this interview blind here."


@dataclass(frozen=True, slots=True)
class Coder:
    """Whose a coder's codings are here."""

    name: str  # in the file
    user: User
    is_known: bool  # else the importer's, with the coder's name beside


def coders_of(project: Project, review: Review, by) -> dict[str, Coder]:
    """By guid: reviewers of the review by what only this installation can know, by e-mail address,
    or by a name that one of them has; else whoever imports."""
    people = list(dict.fromkeys([*reviewers_of(review), by]))
    by_guid = {user_guid(user.pk): user for user in people}
    by_email = {user.email.casefold(): user for user in people}
    names = Counter(_plain(user.name) for user in people)
    by_name = {_plain(user.name): user for user in people if names[_plain(user.name)] == 1}
    found = {}
    for each in project.users:
        user = (
            by_guid.get(each.guid)
            or by_email.get(each.id.strip().casefold())
            or by_email.get(each.name.strip().casefold())
            or by_name.get(_plain(each.name))
        )
        found[each.guid] = Coder(each.name or "somebody without a name", user or by, bool(user))
    return found


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()


@dataclass(slots=True)
class Marking:
    review: Review
    project: Project
    extra: Sidecar
    targets: dict[str, Target]
    coders: dict[str, Coder]
    direction: str  # of codings that say none
    account: Account
    by: User
    is_own: bool
    n_there: Counter = field(default_factory=Counter)  # by What: what an earlier import brought
    n_memos: int = 0
    n_memos_there: int = 0
    _dated: dict = field(default_factory=lambda: defaultdict(list))  # model → (row, when)
    _memos: list = field(default_factory=list)
    _known_memos: set = field(default_factory=set)
    _notes: dict = field(default_factory=dict)
    _used_notes: set = field(default_factory=set)

    def mark(self, placed: list[Placed]) -> None:
        self._notes = {each.guid: each for each in self.project.notes}
        self._known_memos = set(self.review.memos.values_list("about", "key", "text"))
        for one in placed:
            self._mark_text(one)
        self._write_memos_of_codes()
        self._write_memos_of_review()
        self._store_memos()
        for model, rows in self._dated.items():
            for row, at in rows:
                row.created_at = min(at, timezone.now())
            model.objects.bulk_update([row for row, _ in rows], ["created_at"], batch_size=500)

    def _mark_text(self, one: Placed) -> None:
        for coding in one.source.codings:
            reason = "It is given to a whole text, which has no equal here."
            self.account.refuse(What.CODING, "", coding.guid, reason)
        passages = self._passages_there(one)
        blind = set()
        if one.kind == TextKind.INTERVIEW and not one.is_new:
            at_work = SecondCoding.objects.at_work().filter(interview=one.text)
            blind = set(at_work.values_list("coder_id", flat=True))
        new_passages, new_codings, about = [], [], []
        taken: Counter = Counter()
        for selection in one.source.selections:
            found = one.find(selection.start, selection.end)
            codings = self._codings_of(selection, blind) if found else []
            if not codings:
                self._refuse(one, selection, found)
                continue
            place = (one.parts[found.first][0], found.start, one.parts[found.last][0], found.end)
            user = self._user(selection.user)
            first = None
            for layer in _layers(codings):
                key = (*place, user.pk)
                at = taken[key]
                taken[key] += 1
                if at < len(passages[key]):
                    passage = passages[key][at]
                    self.n_there[What.SELECTION] += first is None
                else:
                    passage = self._passage(one, found, place, user)
                    passages[key].append(passage)
                    new_passages.append(passage)
                    self._date(passage, selection.at)
                first = first or passage
                new_codings += [(passage, coding) for coding in layer]
            about.append((first, selection))
        passage_model, coding_model = ROWS[one.kind]
        passage_model.objects.bulk_create(new_passages, batch_size=500)
        self._store_codings(coding_model, new_codings)
        for passage, selection in about:
            self._memo_of_passage(one, passage, selection)
        if not self.is_own:
            if one.source.name:  # an interview has no name of its own
                words = f"Imported from “{one.source.name}”."
                self._memo(ABOUT_TEXT[one.kind], one.text.pk, words, "")
            self._memo(ABOUT_TEXT[one.kind], one.text.pk, one.source.description, one.source.user)
        for note in one.source.notes:
            self._memo_of_note(ABOUT_TEXT[one.kind], one.text.pk, note)

    def _passages_there(self, one: Placed) -> dict[tuple, list]:
        found = defaultdict(list)
        if not one.is_new:
            for each in one.text.passages.order_by("pk"):
                found[(*_place(each), each.created_by_id)].append(each)
        return found

    def _codings_of(self, selection: Selection, blind: set[int]) -> list[tuple]:
        """(author, target, direction, coding) of each that can be imported."""
        found = []
        for coding in selection.codings:
            target = self.targets[coding.code]
            author = self._user(coding.user or selection.user)
            if target.is_group:
                reason = "Its code is a group of codes here."
                self.account.refuse(What.CODING, "", coding.guid, reason)
            elif author.pk in blind:
                self.account.refuse(What.CODING, "", coding.guid, BLIND)
            else:
                found.append((author, target, target.direction or self.direction, coding))
        return found

    def _refuse(self, one: Placed, selection: Selection, found) -> None:
        reason = NO_CODE
        if found is None:
            is_same = one.is_new or one.find.func.__name__ == "located"
            reason = NO_PLACE if is_same else CHANGED
            for coding in selection.codings:
                reason_of_coding = "Its selection is not imported."
                self.account.refuse(What.CODING, "", coding.guid, reason_of_coding)
        notes = [self._notes[each].text for each in selection.notes if each in self._notes]
        self._used_notes.update(selection.notes)
        said = _apart(selection.description, *notes)
        words = one.source.text[selection.start : selection.end]
        if said and _plain(said) != _plain(words):
            reason = f"{reason} {ITS_NOTE_KEPT}"
            self._memo(ABOUT_TEXT[one.kind], one.text.pk, f"“{words}”\n\n{said}", selection.user)
        self.account.refuse(What.SELECTION, selection.name, selection.guid, reason)

    def _passage(self, one: Placed, found, place: tuple, user: User):
        texts = [text for _, text in one.parts[found.first : found.last + 1]]
        quote = words_between(texts, found.start, found.end)
        model, _ = ROWS[one.kind]
        start, start_offset, end, end_offset = place
        return model(
            **{model.SOURCE: one.text, model.START: start, model.END: end},
            start_offset=start_offset,
            end_offset=end_offset,
            quote=quote,
            created_by=user,
        )

    def _store_codings(self, model, given: list[tuple]) -> None:
        there = set()
        passages = {passage.pk for passage, _ in given}
        for row in model.objects.filter(passage__in=passages).values_list(
            "passage", "framework_ref", "code", "author"
        ):
            there.add(row)
        rows = []
        for passage, (author, target, direction, coding) in given:
            memo = self._coding_memo(coding)
            key = (passage.pk, target.framework_ref, target.code, author.pk)
            if key in there:
                self.n_there[What.CODING] += 1
                continue
            there.add(key)
            row = model(
                passage=passage,
                framework_ref=target.framework_ref,
                code=target.code,
                direction=direction,
                memo=memo,
                author=author,
            )
            if model is Coding and coding.guid in self._not_counting():
                row.counts = False
            rows.append(row)
            self._date(row, coding.at)
        model.objects.bulk_create(rows, batch_size=500)

    def _not_counting(self) -> set[str]:
        return set(self.extra.not_counting)

    def _coding_memo(self, coding: FileCoding) -> str:
        self._used_notes.update(coding.notes)
        texts = [self._notes[each].text for each in coding.notes if each in self._notes]
        coder = self.coders.get(coding.user)
        if coder and not coder.is_known:
            texts.append(f"Coded by {coder.name}.")
        return _apart(*texts)

    # Memos

    def _memo_of_passage(self, one: Placed, passage, selection: Selection) -> None:
        if _plain(selection.description) != _plain(passage.quote):
            self._memo(ABOUT_PASSAGE[one.kind], passage.pk, selection.description, selection.user)
        for note in selection.notes:
            self._memo_of_note(ABOUT_PASSAGE[one.kind], passage.pk, note)

    def _write_memos_of_codes(self) -> None:
        for code in self.project.codes:
            target = self.targets[code.guid]
            for note in code.notes:
                if target.is_group:
                    self._memo_of_note(Memo.About.REVIEW, "", note)
                else:
                    key = key_of(target.framework_ref, target.code)
                    self._memo_of_note(Memo.About.CODE, key, note)

    def _write_memos_of_review(self) -> None:
        """Notes about the project, and those that are about nothing that came in."""
        left = [guid for guid in self._notes if guid not in self._used_notes]
        for guid in dict.fromkeys([*self.project.own_notes, *left]):
            self._memo_of_note(Memo.About.REVIEW, "", guid)

    def _memo_of_note(self, about: str, key, guid: str) -> None:
        note = self._notes.get(guid)
        if note is None:
            return
        self._used_notes.add(guid)
        text = note.text if self.is_own else _apart(note.name, note.text)
        self._memo(about, key, text, note.user, note.at)

    def _memo(self, about: str, key, text: str, user: str, at: datetime | None = None) -> None:
        text = text.replace("\0", "").strip("\n")
        coder = self.coders.get(user)
        if text.strip() and coder and not coder.is_known:
            text = f"{text}\n\nWritten by {coder.name}."
        if not text.strip():
            return
        if (about, str(key), text) in self._known_memos:
            self.n_memos_there += 1
            return
        self._known_memos.add((about, str(key), text))
        author = self._user(user)
        memo = Memo(review=self.review, about=about, key=str(key), text=text, author=author)
        self._memos.append(memo)
        self._date(memo, at)

    def _store_memos(self) -> None:
        Memo.objects.bulk_create(self._memos, batch_size=500)
        self.n_memos = len(self._memos)

    def _user(self, guid: str) -> User:
        coder = self.coders.get(guid)
        return coder.user if coder else self.by

    def _date(self, row, at: datetime | None) -> None:
        if at:
            self._dated[type(row)].append((row, at))


def _layers(codings: list[tuple]) -> list[list[tuple]]:
    """A passage holds a code once from one author; what is given again needs a further one."""
    layers: list[dict] = []
    for coding in codings:
        author, target, _, _ = coding
        key = (author.pk, target.framework_ref, target.code)
        for layer in layers:
            if key not in layer:
                layer[key] = coding
                break
        else:
            layers.append({key: coding})
    return [list(layer.values()) for layer in layers]


def _place(passage) -> tuple:
    start, end = getattr(passage, passage.START), getattr(passage, passage.END)
    return str(start), passage.start_offset, str(end), passage.end_offset


def _apart(*texts: str) -> str:
    return "\n\n".join(text for text in texts if text)
