"""The sources of a project: their texts, and what is marked in them."""

from dataclasses import dataclass, field

import docx

from adoption_reviews.office_files import RefusedFile, open_office_file
from interviews.importing import UnreadableTranscript
from interviews.importing.decoding import text_of as decoded
from reports.exchange.account import Account, What
from reports.exchange.archive import Archive, NotThere
from reports.exchange.elements import (
    children,
    description,
    moment,
    name_of,
    note_refs,
    number,
    tag,
    targets,
    text_of,
)
from reports.exchange.guids import plain_guid
from reports.exchange.offsets import Marked, Text, Unit, unit_of
from reports.exchange.project import Coding, Selection, Source, User

MARK = b"\xef\xbb\xbf"
KINDS = {"TextSource", "PDFSource", "PictureSource", "AudioSource", "VideoSource"}
# What selects a part of something that is no text.
ELSEWHERE = {
    "PDFSelection": "It marks an area of a PDF page and not words.",
    "PictureSelection": "It marks an area of a picture.",
    "AudioSelection": "It marks a stretch of sound.",
    "VideoSelection": "It marks a stretch of a video.",
}
TWIN = "It marks an area of a PDF page; the same words are marked in the text."
WITHOUT_TEXT = {
    "PDFSource": "It is a PDF, and its text is not in the file.",
    "AudioSource": "It is sound and has no transcript.",
    "VideoSource": "It is a video and has no transcript.",
}
PLAIN = ("PlainTextSelection", "TranscriptSelection")
NOT_IN_BOOK = "Its code is not in the codebook."
OF_REFUSED_SOURCE = "Its source is not imported."
OF_REFUSED_SELECTION = "Its selection is not imported."


@dataclass(slots=True)
class Found:
    """A source that has a text, before its offsets are read."""

    element: object
    text: Text
    marks: list[tuple]  # (element, start, end) of each selection in the text
    elsewhere: list = field(default_factory=list)  # selections of something else


def read_sources(
    root,
    archive: Archive | None,
    account: Account,
    *,
    codes: set[str],
    people: set[str],
    users: tuple[User, ...],
) -> tuple[Source, ...]:
    found, guids, paths = [], set(), set()
    for element in [each for group in children(root, "Sources") for each in group]:
        if tag(element) not in KINDS:
            continue
        account.found[What.SOURCE] += 1
        guid, name = plain_guid(element.get("guid")), name_of(element)
        try:
            if not guid:
                raise NotThere("It has no guid.")
            if guid in guids:
                raise NotThere("Another source has the same guid.")
            one = _found(element, archive, paths)
        except NotThere as error:
            account.refuse(What.SOURCE, name, guid, str(error))
            for selection in _all_selections(element):
                _refuse_selection(account, selection, OF_REFUSED_SOURCE)
            _refuse_codings(account, element, OF_REFUSED_SOURCE)
            continue
        guids.add(guid)
        found.append(one)
    unit, says, named = unit_of(
        Marked(one.text, start, end, _said(element))
        for one in found
        for element, start, end in one.marks
        if start is not None and end is not None
    )
    if any(one.marks for one in found):
        account.offsets = f"Offsets are read as {unit.words}"
        account.offsets += (
            f"; {says} of {named} selections say what they are called." if named else "."
        )
    reader = _Reader(account, codes, people, {each.guid for each in users}, unit)
    return tuple(reader.source(one) for one in found)


def texts_of_notes(element, archive: Archive | None) -> list[str]:
    """What a note says, in the project or in a file of its own."""
    try:
        return [_text(element, archive).text]
    except NotThere:
        return []


def _found(element, archive: Archive | None, paths: set[str]) -> Found:
    kind = tag(element)
    elsewhere = [each for each in element if tag(each) in ELSEWHERE]
    if kind == "TextSource":
        paths.add(element.get("plainTextPath"))
        return Found(element, _text(element, archive), _marks(element))
    if kind == "PictureSource":
        raise NotThere("Pictures have no equal here.")
    inner = children(element, "Representation" if kind == "PDFSource" else "Transcript")
    if not inner:
        raise NotThere(WITHOUT_TEXT[kind])
    if inner[0].get("plainTextPath") in paths - {None}:
        raise NotThere("Its transcript is in the file as a text of its own.")
    text = _text(inner[0], archive)
    marks = _marks(inner[0])
    return Found(element, text, marks, elsewhere)


def _text(element, archive: Archive | None) -> Text:
    """Raises NotThere with a sentence."""
    inline = children(element, "PlainTextContent")
    plain, rich = element.get("plainTextPath"), element.get("richTextPath")
    if inline and (text_of(inline[0]) or not plain):
        return _filled(Text(text_of(inline[0])))
    if archive is None or not (plain or rich):
        raise NotThere("Its text is not in the file.")
    missing = None
    for path, read in ((plain, _plain_text), (rich, _rich_text)):
        if path:
            try:
                return _filled(read(archive.source(path)))
            except NotThere as error:
                missing = missing or error
    raise missing


def _filled(text: Text) -> Text:
    if not text.text.strip():
        raise NotThere("There are no words in it.")
    return text


def _plain_text(data: bytes) -> Text:
    if data.startswith((b"PK\x03\x04", b"%PDF")):
        raise NotThere("Its text is not plain text.")
    try:
        mark = "\ufeff" * data.startswith((MARK, b"\xff\xfe", b"\xfe\xff"))
        return Text(mark + decoded(data).text)
    except UnreadableTranscript as error:
        raise NotThere(f"Its text cannot be read. {error}") from error


def _rich_text(data: bytes) -> Text:
    """The paragraphs of a Word document, which stands in where there is no plain text."""
    try:
        document = docx.Document(open_office_file(data, kind="docx"))
    except RefusedFile as error:
        raise NotThere(f"Its text cannot be read. {error}") from error
    except Exception as error:  # the library raises whatever its own code stumbles over
        raise NotThere("Its text cannot be read.") from error
    return Text("\n".join(each.text for each in document.paragraphs))


def _marks(element) -> list[tuple]:
    places = {
        plain_guid(each.get("guid")): number(each.get("position"))
        for each in children(element, "SyncPoint")
    }
    found = [
        (each, number(each.get("startPosition")), number(each.get("endPosition")))
        for each in children(element, "PlainTextSelection")
    ]
    found += [
        (
            each,
            places.get(plain_guid(each.get("fromSyncPoint"))),
            places.get(plain_guid(each.get("toSyncPoint"))),
        )
        for each in children(element, "TranscriptSelection")
    ]
    return found


def _said(element) -> tuple[str, ...]:
    return tuple(filter(None, (name_of(element), description(element)[:500])))


def _all_selections(element) -> list:
    return [each for each in element.iterdescendants() if tag(each) in (*PLAIN, *ELSEWHERE)]


def _refuse_selection(account: Account, element, reason: str) -> None:
    account.found[What.SELECTION] += 1
    account.refuse(What.SELECTION, name_of(element), plain_guid(element.get("guid")), reason)
    _refuse_codings(account, element, OF_REFUSED_SELECTION)


def _refuse_codings(account: Account, element, reason: str) -> None:
    for each in children(element, "Coding"):
        account.found[What.CODING] += 1
        account.refuse(What.CODING, "", plain_guid(each.get("guid")), reason)


@dataclass(slots=True)
class _Reader:
    account: Account
    codes: set[str]
    people: set[str]  # what codes that stand for people are called by
    users: set[str]
    unit: Unit
    seen: set[str] = field(default_factory=set)  # guids of selections

    def source(self, one: Found) -> Source:
        element = one.element
        # Programs mark the same words twice: as an area of the page and in the text behind it.
        twins = {plain_guid(each.get("guid")) for each, _, _ in one.marks}
        for each in one.elsewhere:
            is_twin = plain_guid(each.get("guid")) in twins
            _refuse_selection(self.account, each, TWIN if is_twin else ELSEWHERE[tag(each)])
        selections = [self._selection(one.text, *mark) for mark in one.marks]
        return Source(
            guid=plain_guid(element.get("guid")),
            name=name_of(element),
            text=one.text.text,
            description=description(element),
            user=self._user(element),
            at=moment(element.get("creationDateTime")),
            selections=tuple(each for each in selections if each),
            codings=self._codings(element),
            notes=note_refs(element),
        )

    def _selection(self, text: Text, element, start, end) -> Selection | None:
        guid = plain_guid(element.get("guid"))
        if start is None or end is None:
            _refuse_selection(self.account, element, "Its offsets are no numbers.")
            return None
        place = text.place(start, end, self.unit)
        if guid in self.seen:
            _refuse_selection(self.account, element, "Another selection has the same guid.")
        elif place is None and start > end:
            _refuse_selection(self.account, element, "It ends before it begins.")
        elif place is None and start == end:
            _refuse_selection(self.account, element, "It is empty.")
        elif place is None:
            _refuse_selection(self.account, element, "It reaches outside its text.")
        elif not text.text[slice(*place)].strip():
            _refuse_selection(self.account, element, "There are no words in it.")
        else:
            self.seen.add(guid)
            self.account.found[What.SELECTION] += 1
            return Selection(
                guid=guid,
                start=place[0],
                end=place[1],
                name=name_of(element),
                description=description(element),
                user=self._user(element),
                at=moment(element.get("creationDateTime")),
                codings=self._codings(element),
                notes=note_refs(element),
            )
        return None

    def _codings(self, element) -> tuple[Coding, ...]:
        found = []
        for each in children(element, "Coding"):
            self.account.found[What.CODING] += 1
            [code] = targets(each, "CodeRef")[:1] or [""]
            guid = plain_guid(each.get("guid"))
            if code not in self.codes:
                reason = "Its code stands for a person." if code in self.people else NOT_IN_BOOK
                self.account.refuse(What.CODING, "", guid, reason)
                continue
            found.append(
                Coding(
                    guid=guid,
                    code=code,
                    user=self._user(each) or self._user(element),
                    at=moment(each.get("creationDateTime")),
                    notes=note_refs(each),
                )
            )
        return tuple(found)

    def _user(self, element) -> str:
        guid = plain_guid(element.get("creatingUser")) or plain_guid(element.get("modifyingUser"))
        return guid if guid in self.users else ""
