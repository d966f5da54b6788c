"""Reads plain text, from a file or pasted: every line that is not empty is accounted for."""

from interviews.importing.captions import BREAKS
from interviews.importing.decoding import Text
from interviews.importing.joining import turns_of
from interviews.importing.paragraphs import Paragraph
from interviews.importing.spoken import said_in_paragraphs
from interviews.importing.tables import Row, columns_of, said_in_rows
from interviews.importing.transcript import Transcript

NAME = "Plain text"


def read_text(source: Text) -> Transcript:
    """Raises UnreadableTranscript when there are too many lines."""
    lines = BREAKS.sub("\n", source.text).split("\n")
    filled = [(number, line) for number, line in enumerate(lines, 1) if line.strip()]
    said = _said_in_rows(filled)
    if said is None:
        numbers = {number for number, _ in filled}
        said = said_in_paragraphs(
            [
                Paragraph(number, [line.strip()], is_below=number - 1 in numbers)
                for number, line in filled
            ],
            "line",
        )
    turns, left_out = turns_of(said)
    return Transcript(
        format=NAME,
        encoding=source.encoding,
        unit="line",
        cues=len(filled),
        turns=turns,
        left_out=tuple(sorted(left_out, key=lambda remark: remark.line)),
        notes=source.notes,
    )


def _said_in_rows(filled: list[tuple[int, str]]):
    """The lines as rows of a table, as one copies it from Word or a spreadsheet; or None."""
    rows = [Row(number, line.split("\t")) for number, line in filled]
    columns = columns_of(rows) if len(rows) > 1 else None
    return said_in_rows(rows, columns) if columns else None
