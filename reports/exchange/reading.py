"""From the bytes of a .qdpx, .qde or .qdc file to a Project, with an account of all in it."""

from dataclasses import replace

from adoption_reviews.office_files import RefusedFile
from reports.exchange.account import Account, What
from reports.exchange.archive import MAX_BYTES, Archive, open_archive, parsed
from reports.exchange.elements import (
    children,
    count_below,
    description,
    moment,
    name_of,
    note_refs,
    tag,
    targets,
    text_of,
)
from reports.exchange.guids import plain_guid
from reports.exchange.project import Case, Code, Note, Project, User
from reports.exchange.reading_sources import read_sources, texts_of_notes
from reports.exchange.sidecar import NAME as SIDECAR

# What stands at the top of a project, and below, that nothing here is like.
NO_EQUAL = {
    "Sets": ("Set", "set of codes or sources"),
    "Graphs": ("Graph", "network view"),
}
NO_EQUAL_BELOW = [
    ("Sources", "VariableValue", "attribute of a source"),
    ("Sources", "SyncPoint", "time in a transcript"),
    ("Cases", "Description", "description of a person"),
    ("Notes", "PlainTextSelection", "note on a place in a note"),
]
KEPT_OF_PEOPLE = {"role group", "division"}


def read_exchange_file(data: bytes) -> tuple[Project, Account]:
    """Raises RefusedFile, with a sentence, for what is not opened at all."""
    if not data.strip():
        raise RefusedFile("The file is empty.")
    if len(data) > MAX_BYTES:
        raise RefusedFile(f"The file is larger than {MAX_BYTES // 1_000_000} MB.")
    archive = open_archive(data) if data.startswith(b"PK") else None
    if archive is None and not _is_xml(data):
        raise RefusedFile("This is not a REFI-QDA project (.qdpx) or codebook (.qdc).")
    root = parsed(archive.project() if archive else data)
    account = Account()
    if tag(root) == "CodeBook":
        project = _codebook(root, account)
    elif tag(root) == "Project":
        project = _project(root, archive, account)
    else:
        raise RefusedFile("This is not a REFI-QDA project (.qdpx) or codebook (.qdc).")
    account.no_equal = +account.no_equal  # without those that number none
    return project, account


def _is_xml(data: bytes) -> bool:
    start = data[:200].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    return start.startswith(b"<")


def _codebook(root, account: Account) -> Project:
    codes = _codes(root, account, case_guids=set())
    _count_no_equal(root, account)
    return Project(name="", origin=root.get("origin", "")[:200], codes=codes)


def _project(root, archive: Archive | None, account: Account) -> Project:
    notes, duplicates = _notes(root, archive)
    if duplicates:
        account.no_equal["note that is in the file a second time"] += duplicates
    cases = _cases(root, account)
    users = _users(root)
    codes = _codes(root, account, case_guids={each.guid for each in cases})
    sources = read_sources(
        root,
        archive,
        account,
        codes={each.guid for each in codes},
        people={each.guid for each in cases},
        users=users,
    )
    project = Project(
        name=root.get("name", "")[:200],
        origin=root.get("origin", "")[:200],
        users=users,
        codes=codes,
        sources=sources,
        notes=notes,
        cases=cases,
        own_notes=note_refs(root),
        extra=archive.extra(SIDECAR) if archive else b"",
    )
    _count_no_equal(root, account)
    if not project.extra:  # else our own import understands them
        account.no_equal["attribute of a person"] += sum(
            name.casefold() not in KEPT_OF_PEOPLE for case in cases for name in case.values
        )
        account.no_equal["person without a text"] += sum(not case.sources for case in cases)
    return _with_links(project, root, account)


def _users(root) -> tuple[User, ...]:
    found = {}
    for element in children(root, "Users", "User"):
        user = User(
            guid=plain_guid(element.get("guid")),
            name=name_of(element),
            id=element.get("id", "")[:200],
        )
        found.setdefault(user.guid, user)
    return tuple(found.values())


def _codes(root, account: Account, case_guids: set[str]) -> tuple[Code, ...]:
    """Those of the codebook, each before those nested in it."""
    found: dict[str, Code] = {}
    waiting = [(each, "") for each in _top_codes(root)][::-1]
    while waiting:
        element, parent = waiting.pop()
        guid, name = plain_guid(element.get("guid")), name_of(element)
        account.found[What.CODE] += 1
        below = parent
        if not guid:
            account.refuse(What.CODE, name, guid, "It has no guid.")
        elif guid in found:
            account.refuse(What.CODE, name, guid, "Another code has the same guid.")
        elif guid in case_guids:
            account.refuse(What.CODE, name, guid, "It stands for a person and is no code.")
        elif not name.strip():
            account.refuse(What.CODE, name, guid, "It has no name.")
        else:
            found[guid] = Code(
                guid=guid,
                name=name,
                description=description(element),
                is_codable=element.get("isCodable", "true").strip().casefold()
                not in ("false", "0"),
                parent=parent,
                notes=note_refs(element),
            )
            below = guid
        waiting += [(each, below) for each in children(element, "Code")][::-1]
    return tuple(found.values())


def _top_codes(root) -> list:
    if tag(root) == "CodeBook":
        return children(root, "Codes", "Code")
    return children(root, "CodeBook", "Codes", "Code")


def _notes(root, archive: Archive | None) -> tuple[tuple[Note, ...], int]:
    """The project's notes that have words, and how many are there twice."""
    found, duplicates = {}, 0
    for element in children(root, "Notes", "Note"):
        guid = plain_guid(element.get("guid"))
        words = [description(element), *texts_of_notes(element, archive)]
        text = "\n\n".join(dict.fromkeys(each.strip() for each in words if each.strip()))
        name = name_of(element)
        if not text and not name:
            continue
        if guid in found:
            duplicates += 1
            continue
        found[guid] = Note(
            guid=guid,
            text=text,
            name=name,
            user=plain_guid(element.get("creatingUser")),
            at=moment(element.get("creationDateTime")),
        )
    return tuple(found.values()), duplicates


def _cases(root, account: Account) -> tuple[Case, ...]:
    names = {
        plain_guid(each.get("guid")): name_of(each)
        for each in children(root, "Variables", "Variable")
    }
    found = []
    for element in children(root, "Cases", "Case"):
        values = {}
        for value in children(element, "VariableValue"):
            [variable] = targets(value, "VariableRef")[:1] or [""]
            texts = [text_of(each) for each in value if tag(each) != "VariableRef"]
            if variable in names and texts:
                values[names[variable]] = texts[0][:1000]
        found.append(
            Case(
                guid=plain_guid(element.get("guid")),
                name=name_of(element),
                values=values,
                sources=targets(element, "SourceRef"),
            )
        )
        account.no_equal["passage said to be a person’s"] += len(targets(element, "SelectionRef"))
    return tuple(found)


def _with_links(project: Project, root, account: Account) -> Project:
    """NVivo and ATLAS.ti link notes to what they are about instead of naming them there."""
    notes = {each.guid for each in project.notes}
    about: dict[str, list[str]] = {}
    for element in children(root, "Links", "Link"):
        ends = [plain_guid(element.get(each)) for each in ("originGUID", "targetGUID")]
        for note, other in (ends, ends[::-1]):
            if note in notes and other not in notes:
                about.setdefault(other, []).append(note)
                break
        else:
            account.no_equal["link"] += 1
    if not about:
        return project
    used = set()

    def linked(row):
        used.update({row.guid} & about.keys())
        return replace(row, notes=(*row.notes, *about.get(row.guid, ())))

    sources = tuple(
        linked(replace(each, selections=tuple(map(linked, each.selections))))
        for each in project.sources
    )
    project = replace(project, sources=sources, codes=tuple(map(linked, project.codes)))
    lost = sum(len(found) for guid, found in about.items() if guid not in used)
    account.no_equal["link of a note to something that is not imported"] += lost
    return project


def _count_no_equal(root, account: Account) -> None:
    for group, (one, words) in NO_EQUAL.items():
        account.no_equal[words] += len(children(root, group, one))
    account.no_equal["attribute of a source"] += count_below(root, "Sources", "VariableValue")
    account.no_equal["note on a place in a note"] += count_below(
        root, "Notes", "PlainTextSelection"
    )
