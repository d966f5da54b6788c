"""Small projects in the shapes that programs for coding write."""

import io
import uuid
import zipfile
from xml.sax.saxutils import escape, quoteattr

NAMESPACE = "urn:QDA-XML:project:1.0"
WORDS = "Ann: We ring 😀 the wards.\nBen: Nobody decides, nobody at all.\n\nAnn: So it goes."


def guid(name: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, name)).upper()


def zipped(files: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def qde(inside: str, origin="A program 1.0", name="Some project") -> str:
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<Project xmlns="{NAMESPACE}" name={quoteattr(name)} origin={quoteattr(origin)}>'
        f"{inside}</Project>"
    )


def code(name: str, inside="", *, codable=True, key="") -> str:
    return (
        f'<Code guid="{guid(key or name)}" name={quoteattr(name)} '
        f'isCodable="{str(codable).lower()}">{inside}</Code>'
    )


def book(*codes: str) -> str:
    return f"<CodeBook><Codes>{''.join(codes)}</Codes></CodeBook>"


def coding(name: str, of: str, user="", inside="") -> str:
    by = f' creatingUser="{guid(user)}"' if user else ""
    return (
        f'<Coding guid="{guid(f"{of}/{name}/{user}")}"{by}>'
        f'<CodeRef targetGUID="{guid(name)}"/>{inside}</Coding>'
    )


def selection(key: str, start, end, inside="", *, name="", user="") -> str:
    by = f' creatingUser="{guid(user)}"' if user else ""
    return (
        f'<PlainTextSelection guid="{guid(key)}" name={quoteattr(name)}{by} '
        f'startPosition="{start}" endPosition="{end}">{inside}</PlainTextSelection>'
    )


def source(name: str, inside="", **attributes: str) -> str:
    attributes = attributes or {"plainTextPath": f"internal://{name}.txt"}
    written = " ".join(f"{key}={quoteattr(value)}" for key, value in attributes.items())
    return f'<TextSource guid="{guid(name)}" name={quoteattr(name)} {written}>{inside}</TextSource>'


def inline(name: str, text: str, inside="") -> str:
    return (
        f'<TextSource guid="{guid(name)}" name={quoteattr(name)}>'
        f"<PlainTextContent>{escape(text)}</PlainTextContent>{inside}</TextSource>"
    )


def sources(*each: str) -> str:
    return f"<Sources>{''.join(each)}</Sources>"


def users(*names: str) -> str:
    each = "".join(f'<User guid="{guid(name)}" name={quoteattr(name)}/>' for name in names)
    return f"<Users>{each}</Users>"


def units(text: str, at: int) -> int:
    """Where a code point stands, counted in UTF-16 units."""
    return len(text[:at].encode("utf-16-le")) // 2


def like_nvivo() -> bytes:
    """Braces around guids, CRLF in texts and in offsets counted in UTF-16, a Word twin, codes for
    cases, notes linked to what they are about."""
    text = WORDS.replace("\n", "\r\n")
    start, end = text.index("Nobody"), text.index(", nobody")
    inside = (
        users("Ann Author")
        + book(
            code("Deciding", code("Slowly"), codable=False),
            code("Cases", code("Nurse one")),
        ).replace(f'"{guid("Slowly")}"', f'"{{{guid("Slowly")}}}"')
        + f'<Cases><Case guid="{guid("Nurse one")}" name="Nurse one">'
        f'<SourceRef targetGUID="{guid("One")}"/></Case></Cases>'
        + sources(
            source(
                "One",
                selection(
                    "first",
                    units(text, start),
                    units(text, end),
                    coding("Slowly", "first", "Ann Author"),
                    name="Nobody decides",
                    user="Ann Author",
                )
                + selection("second", 0, units(text, start), coding("Nurse one", "second")),
                richTextPath="internal://one.docx",
                plainTextPath="internal://one.txt",
            )
        )
        + f'<Notes><Note guid="{guid("note")}" name="Annotation">'
        "<PlainTextContent>Who is nobody?</PlainTextContent></Note></Notes>"
        f'<Links><Link guid="{guid("link")}" originGUID="{guid("note")}" '
        f'targetGUID="{guid("first")}"/></Links>'
    )
    return zipped(
        {
            "project.qde": qde(inside, origin="NVivo"),
            "Sources/one.txt": text.encode(),
            "Sources/one.docx": b"PK\x03\x04 a Word document",
        }
    )


def like_atlas() -> bytes:
    """All codes side by side, selections with names of their own and comments, a PDF whose areas
    are marked in its text again, sets, graphs and memos about nothing."""
    start = WORDS.index("the wards")
    area = (
        f'<PDFSelection guid="{guid("area")}" name="wards" page="0" firstX="1" firstY="2" '
        f'secondX="3" secondY="4">{coding("Wards", "area")}</PDFSelection>'
    )
    behind = selection("area", 16, 21, coding("Wards", "behind"), name="wards")
    inside = (
        users("Sam Analyst")
        + book(code("Wards"), code("Wards::people"))
        + sources(
            source(
                "Talk",
                selection(
                    "own name",
                    start,
                    start + 9,
                    "<Description>why them?</Description>" + coding("Wards", "own name"),
                    name="a telling place",
                )
                + selection("no code", 0, 3, "<Description>Ann again</Description>", name="Ann"),
            ),
            f'<PDFSource guid="{guid("Pdf")}" name="Plan.pdf" path="internal://plan.pdf">{area}'
            f'<Representation guid="{guid("text of pdf")}" plainTextPath="internal://plan.txt">'
            f"{behind}</Representation></PDFSource>",
            f'<PictureSource guid="{guid("Pic")}" name="ward.jpg" path="internal://w.jpg">'
            f'<PictureSelection guid="{guid("corner")}" firstX="0" firstY="0" secondX="9" '
            f'secondY="9">{coding("Wards", "corner")}</PictureSelection></PictureSource>',
            f'<AudioSource guid="{guid("Sound")}" name="talk.m4a" path="relative:///t.m4a"/>',
        )
        + f'<Notes><Note guid="{guid("plan")}" name="Research plan">'
        "<PlainTextContent>First we read.</PlainTextContent></Note></Notes>"
        f'<Sets><Set guid="{guid("set")}" name="All"/></Sets>'
        f'<Graphs><Graph guid="{guid("graph")}" name="Net"/></Graphs>'
    )
    return zipped(
        {
            "Project.qde": qde(inside, origin="ATLAS.ti 9"),
            "Sources/Talk.txt": WORDS,
            "Sources/plan.txt": "A plan for all (wards) here.",
            "Sources/": "",
        }
    )


def like_maxqda() -> bytes:
    """A small folder, a byte order mark and CRLF in texts whose offsets count neither, documents
    as cases without a name."""
    start = WORDS.index("Nobody")
    inside = (
        book(code("Deciding", code("Slowly")))
        + f'<Variables><Variable guid="{guid("role")}" name="Role group" typeOfVariable="Text"/>'
        "</Variables>" + f'<Cases><Case guid="{guid("case")}"><VariableValue>'
        f'<VariableRef targetGUID="{guid("role")}"/><TextValue>Front line</TextValue>'
        f'</VariableValue><SourceRef targetGUID="{guid("Doc")}"/></Case></Cases>'
        + sources(
            source(
                "Doc",
                selection("one", start, start + 14, coding("Slowly", "one"), name="Nobody decides"),
                plainTextPath="internal://Doc.TXT",
            )
        )
    )
    return zipped(
        {
            "project.qde": qde(inside, origin="MAXQDA 2022"),
            "sources/doc.txt": b"\xef\xbb\xbf" + WORDS.replace("\n", "\r\n").encode(),
        }
    )


def like_qualcoder() -> bytes:
    """Text inside the project, words as the selection's description, memos on codings."""
    start = WORDS.index("So it goes")
    inside = (
        users("default")
        + book(code("Good networks"), code("Fate"))
        + sources(
            inline(
                "Inline",
                WORDS,
                selection(
                    "goes",
                    start,
                    start + 10,
                    "<Description>So it goes</Description>"
                    + coding("Fate", "goes", "default", f'<NoteRef targetGUID="{guid("memo")}"/>')
                    + coding("Good networks", "goes", "default"),
                    user="default",
                ),
            )
        )
        + f'<Notes><Note guid="{guid("memo")}"><PlainTextContent>Vonnegut</PlainTextContent>'
        "</Note></Notes>"
    )
    return zipped({"project.qde": qde(inside, origin="QualCoder 3")})
