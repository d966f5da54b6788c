"""Word documents as Teams exports them and as people type them, and a count of what is in them."""

import io
import re
import zipfile

import docx

PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


def saved(made) -> bytes:
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def notes(*paragraphs) -> bytes:
    """A document of paragraphs; a pair is a style and its words."""
    made = docx.Document()
    for each in paragraphs:
        style, words = each if isinstance(each, tuple) else (None, each)
        made.add_paragraph(words, style=style)
    return saved(made)


def teams(*turns) -> bytes:
    """Teams' own export: a turn a paragraph, `Name   0:04`, then words parted by line breaks."""
    made = docx.Document()
    for name, time, *words in turns:
        paragraph = made.add_paragraph()
        paragraph.add_run(name).bold = True
        paragraph.add_run(f"   {time}")
        for line in words:
            paragraph.add_run().add_break()
            paragraph.add_run(line)
    return saved(made)


def teams_with_pictures(*turns) -> bytes:
    """Its newer export: a head, then turns with the speaker's picture before the name."""
    made = docx.Document()
    head = made.add_paragraph()
    for line in (
        "Adoption review-20240110_100112-Meeting Recording",
        "January 10, 2024, 10:01AM",
        "32m 15s",
    ):
        head.add_run(line)
        head.add_run().add_break()
    started = made.add_paragraph()
    started.add_run().add_picture(io.BytesIO(PICTURE))
    started.add_run(f" {turns[0][0]} started transcription")
    for name, time, *words in turns:
        paragraph = made.add_paragraph()
        paragraph.add_run().add_picture(io.BytesIO(PICTURE))
        paragraph.add_run(f" {name}").bold = True
        paragraph.add_run(f"   {time}")
        for line in words:
            paragraph.add_run().add_break()
            paragraph.add_run(line)
    made.add_paragraph(f"{turns[0][0]} stopped transcription")
    return saved(made)


def table(*rows, before=(), after=()) -> bytes:
    made = docx.Document()
    for words in before:
        made.add_paragraph(words)
    grid = made.add_table(rows=len(rows), cols=len(rows[0]))
    for row, cells in zip(grid.rows, rows, strict=True):
        for cell, words in zip(row.cells, cells, strict=True):
            cell.text = words
    for words in after:
        made.add_paragraph(words)
    return saved(made)


def with_xml(data: bytes, before: str, after: str) -> bytes:
    """The document with one piece of its XML replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "word/document.xml":
                assert before.encode() in part
                part = part.replace(before.encode(), after.encode())
            new.writestr(name, part)
    return out.getvalue()


def paragraphs_with_words(data: bytes) -> int:
    """Counted in the XML itself, by nothing that the reader uses."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        xml = archive.read("word/document.xml").decode()
    body = re.sub(r"<w:(del|moveFrom)\b.*?</w:\1>", "", xml, flags=re.DOTALL)
    return sum(
        any(text.strip() for text in re.findall(r"<w:t(?:\s[^>]*)?>([^<]*)</w:t>", paragraph))
        for paragraph in re.split(r"<w:p[ >]", body)[1:]
    )
