"""The fonts of printed reports, which must hold every character that people type.

The npm packages cut each font into many small woff2 files. WeasyPrint unpacks woff2 in Python,
which takes ten seconds a report, and mixes up files that share a family name. So the pieces are
joined once into one plain font file per family, weight and style; loading those takes 0.1 s.
"""

import json
import logging
import re
import tempfile
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from adoption_reviews.frontend import NotInstalled, up_to_date, version, write

HINTING = ("fpgm", "prep", "cvt ", "gasp", "DSIG", "STAT")
VERTICAL_AND_SHAPING = ("vhea", "vmtx", "VORG", "BASE", "GDEF", "GSUB", "GPOS")


@dataclass(frozen=True)
class Face:
    """One font file to make: the pieces whose names match `subset` of one npm package."""

    family: str
    package: str
    subset: str  # regular expression over the piece's name, e.g. latin-ext
    weight: int = 400
    style: str = "normal"
    dropped: tuple[str, ...] = HINTING

    @property
    def filename(self) -> str:
        return f"{self.package}-{self.weight}-{self.style}.ttf"

    def pieces(self, node_modules: Path) -> list[Path]:
        """The woff2 files to join, in a stable order; raises NotInstalled when there are none."""
        folder = node_modules / "@fontsource" / self.package / "files"
        name = re.compile(
            rf"{re.escape(self.package)}-(?:{self.subset})-{self.weight}-{self.style}\.woff2"
        )
        found = sorted(path for path in folder.glob("*.woff2") if name.fullmatch(path.name))
        if not found:
            raise NotInstalled(f"@fontsource/{self.package}")
        return found


EUROPEAN = "latin|latin-ext|greek|greek-ext|cyrillic|cyrillic-ext|vietnamese"
# In the order in which a character is looked for.
FACES = [
    Face("Source Sans 3", "source-sans-3", EUROPEAN),
    Face("Source Sans 3", "source-sans-3", EUROPEAN, weight=600),
    Face("Source Sans 3", "source-sans-3", EUROPEAN, weight=700),
    Face("Source Sans 3", "source-sans-3", EUROPEAN, style="italic"),
    Face("Noto Sans Symbols 2", "noto-sans-symbols-2", "symbols|math|braille"),
    # The numbered pieces hold arrows, mathematics, kana and traditional characters as well,
    # which the package's one-file "chinese-simplified" lacks. One weight: bold names are rare.
    Face("Noto Sans SC", "noto-sans-sc", r"\d+", dropped=HINTING + VERTICAL_AND_SHAPING),
    # The whole font, not its pieces: a joined emoji is only drawn when one font has all parts.
    Face("Noto Emoji", "noto-emoji", "emoji"),
]
PDF_FONTS = ", ".join(f'"{family}"' for family in dict.fromkeys(face.family for face in FACES))


def join(face: Face, node_modules: Path, out: Path) -> list[int]:
    """Write the face's one file into `out`; return the code points it has."""
    # Imported here: only making the fonts needs fontTools, not using them.
    from fontTools.merge import Merger
    from fontTools.ttLib import TTFont

    logging.getLogger("fontTools").setLevel(logging.WARNING)

    with tempfile.TemporaryDirectory() as folder:
        plain = []
        for piece in face.pieces(node_modules):
            font = TTFont(piece, recalcTimestamp=False)
            font.flavor = None
            for table in face.dropped:
                if table in font:
                    del font[table]
            plain.append(str(Path(folder, piece.stem)))
            font.save(plain[-1])
        joined = Merger().merge(plain) if len(plain) > 1 else TTFont(plain[0])
        made = Path(folder, "joined.ttf")
        joined.save(made)
        write(out / face.filename, made.read_bytes())
        return sorted(joined.getBestCmap())


def stylesheet() -> str:
    faces = "\n".join(
        f'@font-face {{ font-family: "{face.family}"; font-weight: {face.weight}; '
        f'font-style: {face.style}; src: url("{face.filename}"); }}'
        for face in FACES
    )
    return f"{faces}\n:root {{ --pdf-fonts: {PDF_FONTS}; }}\n"


def prepare_fonts(*, node_modules: Path, out: Path) -> bool:
    """Write the font files, `fonts.css` and `coverage.json` into `out`; takes about ten seconds.

    False when they were up to date already. Raises NotInstalled.
    """
    packages = dict.fromkeys(face.package for face in FACES)
    made_from = [
        *(version(node_modules, f"@fontsource/{package}") for package in packages),
        Path(__file__).read_text(encoding="utf-8"),
    ]

    def make():
        with ProcessPoolExecutor() as pool:
            jobs = [pool.submit(join, face, node_modules, out) for face in reversed(FACES)]
            covered = set().union(*(job.result() for job in jobs))
        write(out / "coverage.json", json.dumps(sorted(covered)).encode())
        write(out / "fonts.css", stylesheet().encode())

    return not up_to_date(out / ".stamp", made_from, make)


@lru_cache
def covered(folder: Path) -> frozenset[int]:
    """The code points that at least one of the fonts in `folder` has."""
    return frozenset(json.loads((folder / "coverage.json").read_text(encoding="utf-8")))
