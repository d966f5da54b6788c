"""From a Project to the bytes of a .qdpx archive or a .qdc codebook, valid by the standard."""

import io
import re
import zipfile
from datetime import UTC, datetime

from lxml import etree

from reports.exchange.guids import guid_of
from reports.exchange.project import Code, Coding, Note, Project, Selection, Source
from reports.exchange.sidecar import NAME as SIDECAR

PROJECT = "urn:QDA-XML:project:1.0"
CODEBOOK = "urn:QDA-XML:codebook:1.0"
ORIGIN = "Adoption reviews"
LONGEST_NAME = 80  # characters of a selection's words that it is called by
# What XML cannot hold at all; texts of sources lie in files of their own and keep theirs.
NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def qdc(codes: tuple[Code, ...]) -> bytes:
    """A codebook."""
    book = etree.Element("CodeBook", nsmap={None: CODEBOOK}, origin=ORIGIN)
    _write_codes(etree.SubElement(book, "Codes"), codes, with_notes=False)
    return _bytes(book)


def qdpx(project: Project) -> bytes:
    """A project: project.qde, the sources' texts, and what only we understand."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("project.qde", _qde(project))
        for source in project.sources:
            archive.writestr(f"Sources/{source.guid}.txt", source.text.encode())
        if project.extra:
            archive.writestr(SIDECAR, project.extra)
    return out.getvalue()


def _qde(project: Project) -> bytes:
    root = etree.Element("Project", nsmap={None: PROJECT})
    _set(root, name=project.name, origin=ORIGIN, creationDateTime=_moment(datetime.now(UTC)))
    if project.users:
        users = etree.SubElement(root, "Users")
        for user in project.users:
            _set(
                etree.SubElement(users, "User"), guid=user.guid, name=user.name, id=user.id or None
            )
    book = etree.SubElement(etree.SubElement(root, "CodeBook"), "Codes")
    _write_codes(book, project.codes, with_notes=True)
    _write_cases(root, project)
    if project.sources:
        sources = etree.SubElement(root, "Sources")
        for source in project.sources:
            _write_source(sources, source)
    if project.notes:
        notes = etree.SubElement(root, "Notes")
        for note in project.notes:
            _write_note(notes, note)
    _write_note_refs(root, project.own_notes)
    return _bytes(root)


def _write_codes(book, codes: tuple[Code, ...], *, with_notes: bool) -> None:
    elements = {"": book}
    waiting = []
    for code in codes:
        element = etree.SubElement(elements[code.parent], "Code")
        elements[code.guid] = element
        _set(
            element,
            guid=code.guid,
            name=code.name,
            isCodable="true" if code.is_codable else "false",
        )
        waiting.append((element, code))
    for element, code in waiting:  # the standard wants description and notes before what is nested
        first = []
        if code.description:
            first.append(etree.Element("Description"))
            first[0].text = _clean(code.description)
        if with_notes:
            first += [_note_ref(each) for each in code.notes]
        for place, each in enumerate(first):
            element.insert(place, each)


def _write_cases(root, project: Project) -> None:
    names = list(dict.fromkeys(name for case in project.cases for name in case.values))
    if names:
        variables = etree.SubElement(root, "Variables")
        for name in names:
            _set(
                etree.SubElement(variables, "Variable"),
                guid=guid_of("variable", name),
                name=name,
                typeOfVariable="Text",
            )
    if not project.cases:
        return
    cases = etree.SubElement(root, "Cases")
    for case in project.cases:
        element = etree.SubElement(cases, "Case")
        _set(element, guid=case.guid, name=case.name)
        for name, value in case.values.items():
            one = etree.SubElement(element, "VariableValue")
            _set(etree.SubElement(one, "VariableRef"), targetGUID=guid_of("variable", name))
            etree.SubElement(one, "TextValue").text = _clean(value)
        for source in case.sources:
            _set(etree.SubElement(element, "SourceRef"), targetGUID=source)


def _write_source(sources, source: Source) -> None:
    element = etree.SubElement(sources, "TextSource")
    _set(
        element,
        guid=source.guid,
        name=source.name,
        plainTextPath=f"internal://{source.guid}.txt",
        creatingUser=source.user or None,
        creationDateTime=_moment(source.at),
    )
    if source.description:
        etree.SubElement(element, "Description").text = _clean(source.description)
    for selection in source.selections:
        _write_selection(element, source, selection)
    _write_codings(element, source.codings)
    _write_note_refs(element, source.notes)


def _write_selection(source_element, source: Source, selection: Selection) -> None:
    element = etree.SubElement(source_element, "PlainTextSelection")
    words = " ".join(source.text[selection.start : selection.end].split())
    _set(
        element,
        guid=selection.guid,
        name=words if len(words) <= LONGEST_NAME else f"{words[: LONGEST_NAME - 1]}…",
        startPosition=str(selection.start),
        endPosition=str(selection.end),
        creatingUser=selection.user or None,
        creationDateTime=_moment(selection.at),
    )
    _write_codings(element, selection.codings)
    _write_note_refs(element, selection.notes)


def _write_codings(element, codings: tuple[Coding, ...]) -> None:
    for coding in codings:
        one = etree.SubElement(element, "Coding")
        _set(
            one,
            guid=coding.guid,
            creatingUser=coding.user or None,
            creationDateTime=_moment(coding.at),
        )
        _set(etree.SubElement(one, "CodeRef"), targetGUID=coding.code)
        _write_note_refs(one, coding.notes)


def _write_note(notes, note: Note) -> None:
    element = etree.SubElement(notes, "Note")
    _set(
        element,
        guid=note.guid,
        name=note.name,
        creatingUser=note.user or None,
        creationDateTime=_moment(note.at),
    )
    etree.SubElement(element, "PlainTextContent").text = _clean(note.text)


def _write_note_refs(element, notes: tuple[str, ...]) -> None:
    element.extend(_note_ref(each) for each in notes)


def _note_ref(guid: str):
    return etree.Element("NoteRef", targetGUID=guid)


def _set(element, **attributes: str | None) -> None:
    for name, value in attributes.items():
        if value is not None:
            element.set(name, _clean(value))


def _clean(text: str) -> str:
    return NOT_IN_XML.sub("\ufffd", text)


def _moment(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z") if at else None


def _bytes(root) -> bytes:
    # Elements are made without a namespace, which is quicker, and all belong to the root's.
    space = root.nsmap[None]
    for element in root.iter():
        element.tag = f"{{{space}}}{element.tag}"
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")
