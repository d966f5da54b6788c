"""Makes what npm installed fit to serve under a strict policy and hashed names.

As published the NHS.UK frontend's stylesheet loads a font from another host, names a source map
that is not served and points at `/assets/…`. What we serve has none of that, and no NHS logo.
"""

import hashlib
import json
import os
import re
from collections.abc import Callable, Iterable
from pathlib import Path

PACKAGE = "nhsuk-frontend"
MERGING = "node-diff3"

FONT_FACE = re.compile(r"@font-face\s*\{[^}]*\}")
FONT_NAME = re.compile(r"""["']?Frutiger W01["']?\s*,\s*""")
SOURCE_MAP = re.compile(r"/\*# sourceMappingURL=[^*]*\*/|//# sourceMappingURL=\S*")
ASSET = re.compile(r"""url\(\s*["']?/assets/(?P<path>[^"')]+)["']?\s*\)""")
ARIAL = re.compile(r"(?<![\w-])arial,\s*sans-serif", re.IGNORECASE)


class NotInstalled(Exception):
    """A package that npm should have installed is not there."""


def version(node_modules: Path, package: str) -> str:
    """The installed version of `package`; raises NotInstalled."""
    manifest = node_modules / package / "package.json"
    if not manifest.is_file():
        raise NotInstalled(package)
    return json.loads(manifest.read_text(encoding="utf-8"))["version"]


def write(path: Path, content: bytes) -> None:
    """Write in one step, so that a reader sees the old file or the new one, never half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    partial.write_bytes(content)
    partial.replace(path)


def up_to_date(stamp: Path, made_from: Iterable[str], make: Callable[[], None]) -> bool:
    """Call `make` unless `stamp` says that it last ran on the same things; True if it did."""
    mark = hashlib.sha256("\n".join(made_from).encode()).hexdigest()
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == mark:
        return True
    make()
    write(stamp, mark.encode())
    return False


def served_css(css: str) -> tuple[str, set[str]]:
    """The stylesheet as we serve it, and the paths under `assets/` that it needs."""
    needed = {match["path"] for match in ASSET.finditer(css)}
    css = SOURCE_MAP.sub("", FONT_FACE.sub("", css))
    css = ARIAL.sub("Arial,Helvetica,sans-serif", FONT_NAME.sub("", css))
    return ASSET.sub(r'url("\g<path>")', css).strip() + "\n", needed


def prepare_nhsuk(*, node_modules: Path, out: Path) -> bool:
    """Write `nhsuk.css`, `nhsuk.js` (one ES module) and the icons they need into `out`.

    False when they were up to date already. Raises NotInstalled.
    """
    source = node_modules / PACKAGE / "dist" / "nhsuk"
    made_from = [version(node_modules, PACKAGE), Path(__file__).read_text(encoding="utf-8")]

    def make():
        css, needed = served_css(
            (source / "nhsuk-frontend.min.css").read_text(encoding="utf-8"),
        )
        script = (source / "nhsuk-frontend.min.js").read_text(encoding="utf-8")
        write(out / "nhsuk.css", css.encode())
        write(out / "nhsuk.js", (SOURCE_MAP.sub("", script).strip() + "\n").encode())
        for path in sorted(needed):
            write(out / path, (source / "assets" / path).read_bytes())
        for path in out.rglob("*"):
            kept = path.name in {"nhsuk.css", "nhsuk.js", ".stamp"}
            if path.is_file() and not kept and path.relative_to(out).as_posix() not in needed:
                path.unlink()

    return not up_to_date(out / ".stamp", made_from, make)


def prepare_merging(*, node_modules: Path, out: Path) -> bool:
    """Write `diff3.js`, the three-way merge as one ES module, into `out`.

    False when it was up to date already. Raises NotInstalled.
    """
    made_from = [version(node_modules, MERGING), Path(__file__).read_text(encoding="utf-8")]

    def make():
        script = (node_modules / MERGING / "dist" / "diff3.mjs").read_text(encoding="utf-8")
        write(out / "diff3.js", (SOURCE_MAP.sub("", script).strip() + "\n").encode())

    return not up_to_date(out / ".stamp", made_from, make)
