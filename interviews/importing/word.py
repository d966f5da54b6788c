"""Reads Word documents: what Teams exports, interview notes, and transcripts kept in tables.

Every paragraph with words is accounted for, and every row of a table that holds a transcript.
"""

import docx
from docx.oxml.ns import qn

from adoption_reviews.office_files import RefusedFile, open_office_file
from interviews.importing.cues import MOST_CUES
from interviews.importing.joining import turns_of
from interviews.importing.paragraphs import Paragraph
from interviews.importing.spoken import said_in_paragraphs
from interviews.importing.tables import Row, columns_of, said_in_rows
from interviews.importing.transcript import Remark, Transcript, UnreadableTranscript

NAME = "Word document"
DEEPEST = 3  # tables inside tables that are looked at for a transcript
PARAGRAPH, TABLE, ROW, CELL = (qn(f"w:{tag}") for tag in ("p", "tbl", "tr", "tc"))
TEXT, ALT_CHUNK, STYLE, VALUE = (qn(f"w:{tag}") for tag in ("t", "altChunk", "pStyle", "val"))
BREAKS = {qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:tab"): "\t", qn("w:noBreakHyphen"): "-"}
# Taken out while changes were tracked, and the second copy that Word keeps for old versions.
NOT_THERE = {
    qn("w:del"),
    qn("w:moveFrom"),
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
}
HEADINGS = ("heading", "title", "subtitle")


def read_word(data: bytes) -> Transcript:
    """Raises UnreadableTranscript when it is no Word document that can be opened."""
    document = _opened(data)
    said, left_out, found = _all_said(document.element.body)
    turns, silent = turns_of(said)
    return Transcript(
        format=NAME,
        encoding="",
        unit="paragraph",
        cues=found,
        turns=turns,
        left_out=tuple(sorted(left_out + silent, key=lambda remark: remark.line)),
        notes=_notes(document),
    )


def _opened(data: bytes):
    try:
        return docx.Document(open_office_file(data, kind="docx"))
    except RefusedFile as error:
        raise UnreadableTranscript(str(error)) from error
    except Exception as error:  # the library raises whatever its own code stumbles over
        raise UnreadableTranscript(
            "The file is damaged. Open it in Word, save it anew and try again."
        ) from error


def _all_said(body) -> tuple[list, list[Remark], int]:
    """Cues with what was said in them, parts that cannot be read, and how many both are."""
    said, left_out, paragraphs, number = [], [], [], 0
    for element in _parts(body):
        if element.tag == TABLE:
            said += said_in_paragraphs(paragraphs, "paragraph")
            paragraphs = []
            rows = _rows(element, number + 1)
            number += len(rows)
            said += said_in_rows(rows, columns_of(rows))
        elif element.tag == ALT_CHUNK:
            number += 1
            reason = "This part of the document is in another format. Paste its text instead."
            left_out.append(Remark(number, reason))
        elif (text := _text(element)).strip():
            number += 1
            lines = [line.strip() for line in text.split("\n") if line.strip()]
            paragraphs.append(Paragraph(number, lines, is_heading=_is_heading(element)))
        if number > MOST_CUES:
            raise UnreadableTranscript(f"The document has more than {MOST_CUES:,} paragraphs.")
    said += said_in_paragraphs(paragraphs, "paragraph")
    return said, left_out, number


def _parts(element, depth: int = 0):
    """Paragraphs, tables that hold a transcript, and parts in other formats, in order.

    Other tables, boxes and frames are taken for the paragraphs in them. `depth` counts tables.
    """
    for child in element:
        if child.tag in NOT_THERE:
            continue
        is_table = child.tag == TABLE
        if is_table and depth < DEEPEST and (rows := _rows(child, 1)) and columns_of(rows):
            yield child
            continue
        if child.tag in (PARAGRAPH, ALT_CHUNK):
            yield child
        yield from _parts(child, depth + is_table)


def _rows(table, first: int) -> list[Row]:
    """The rows that have words."""
    rows = []
    for row in table.iter(ROW):
        if next(row.iterancestors(TABLE)) is not table:
            continue
        cells = ["\n".join(_texts(cell)) for cell in row if cell.tag == CELL]
        if any(cell.strip() for cell in cells):
            rows.append(Row(first + len(rows), cells))
            if len(rows) > MOST_CUES:
                raise UnreadableTranscript(f"A table has more than {MOST_CUES:,} rows.")
    return rows


def _texts(element) -> list[str]:
    """The text of each paragraph inside, however deep."""
    found = []
    for child in element:
        if child.tag in NOT_THERE:
            continue
        if child.tag == PARAGRAPH:
            found.append(_text(child))
        found += _texts(child)
    return found


def _text(paragraph) -> str:
    """Its text without that of boxes that hang on it; those have paragraphs of their own."""
    pieces, waiting = [], list(reversed(paragraph))
    while waiting:
        element = waiting.pop()
        if element.tag == TEXT:
            pieces.append(element.text or "")
        elif element.tag in BREAKS:
            pieces.append(BREAKS[element.tag])
        elif element.tag not in NOT_THERE and element.tag not in (PARAGRAPH, TABLE):
            waiting += reversed(element)
    return "".join(pieces)


def _is_heading(paragraph) -> bool:
    style = next(paragraph.iter(STYLE), None)
    return style is not None and (style.get(VALUE) or "").casefold().startswith(HEADINGS)


def _notes(document) -> tuple[str, ...]:
    """What stands beside the text and is not imported."""
    relations = [each for each in document.part.rels.values() if not each.is_external]
    return tuple(
        f"The document has {name}. They are not imported."
        for name in ("footnotes", "endnotes", "comments")
        if any(
            each.reltype.endswith(f"/{name}")
            and b"<w:t" in each.target_part.blob.replace(b"<w:tab", b"")
            for each in relations
        )
    )
