"""YAML as plain data that remembers on which line everything stands.

Only what a framework needs is read: mappings, lists, text, whole and decimal numbers, true and
false. What is dangerous or says less than it seems is refused with its line: anchors and aliases
(a small file could stand for a huge one), tags, keys used twice, several documents, characters
that cannot be shown, and nesting deeper than any framework. The parser's events are followed
without recursion, so that no file can exhaust the stack.
"""

import re
import unicodedata
from dataclasses import dataclass, field

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from ruamel.yaml.reader import ReaderError

LARGEST = 100_000  # bytes; ten times the largest framework that is shipped
DEEPEST = 12  # nested mappings and lists; a framework has eight
LONGEST_NUMBER = 12  # digits
VALUES = AliasEvent | ScalarEvent | MappingStartEvent | SequenceStartEvent
PLAIN = {"": None, "~": None, "null": None, "true": True, "false": False}

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Problem:
    """What is wrong with a file. `line` counts from 1; None: the file as a whole."""

    line: int | None
    reason: str

    def __str__(self):
        return self.reason if self.line is None else f"line {self.line}: {self.reason}"


class Unreadable(ValueError):
    """The text cannot be read on from where `problem` is."""

    def __init__(self, problem: Problem):
        super().__init__(str(problem))
        self.problem = problem


@dataclass
class Tree:
    """`data` as read. `lines`: of every key and entry, by path. `skipped`: the paths of what has
    its problem already and stands in `data` as None.
    """

    data: object = None
    lines: dict[Path, int] = field(default_factory=dict)
    skipped: set[Path] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)

    def line(self, path: Path) -> int:
        """The line of what is at `path`, or of the nearest thing around it."""
        while path not in self.lines and path:
            path = path[:-1]
        return self.lines.get(path, 1)

    def refuse(self, path: Path, line: int, reason: str):
        self.problems.append(Problem(line, reason))
        self.skipped.add(path)


@dataclass
class Open:
    """A mapping or list that has begun and not ended."""

    path: Path
    value: dict | list
    key: str | None = None  # of a mapping: waiting for its value
    n_unnamed: int = 0  # keys that cannot be used


def read_tree(content: bytes) -> Tree:
    """Read a file's bytes. Whatever is wrong is among the tree's problems; never raises."""
    tree = Tree()
    try:
        _follow(_text(content), tree)
    except Unreadable as found:
        tree.problems.append(found.problem)
        tree.skipped.add(())
    return tree


def _text(content: bytes) -> str:
    if len(content) > LARGEST:
        raise Unreadable(Problem(None, f"the file is larger than {LARGEST // 1000} kB"))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise Unreadable(Problem(line, "the file is not UTF-8 text")) from error


def _follow(text: str, tree: Tree) -> None:
    stack: list[Open] = []
    n_documents = 0
    try:
        for event in YAML(typ="safe", pure=True).parse(text):
            line = event.start_mark.line + 1
            if isinstance(event, DocumentStartEvent):
                n_documents += 1
                if n_documents > 1:
                    raise Unreadable(Problem(line, "a second document begins; a file holds one"))
            elif isinstance(event, MappingEndEvent | SequenceEndEvent):
                stack.pop()
            elif isinstance(event, VALUES):
                _take(event, line, tree, stack)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        reason = str(error.problem or error.context or error).strip().splitlines()[0]
        raise Unreadable(Problem(mark.line + 1 if mark else None, reason)) from error
    except ReaderError as error:
        line = text[: error.position].count("\n") + 1
        reason = f"the character U+{error.character:04X} is not allowed"
        raise Unreadable(Problem(line, reason)) from error
    except (YAMLError, ValueError) as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable(Problem(None, "it cannot be read as YAML")) from error


def _take(event, line: int, tree: Tree, stack: list[Open]) -> None:
    """Put what the event begins where it belongs."""
    around = stack[-1] if stack else None
    if around is not None and isinstance(around.value, dict) and around.key is None:
        around.key = _key(event, line, tree, around)
        return
    path = _path(around)
    tree.lines.setdefault(path, line)
    if isinstance(event, MappingStartEvent | SequenceStartEvent):
        if len(stack) >= DEEPEST:
            reason = f"it is nested more than {DEEPEST} deep; no framework is"
            raise Unreadable(Problem(line, reason))
        _refuse_tricks(event, path, line, tree)
        value = {} if isinstance(event, MappingStartEvent) else []
        _put(around, value, tree)
        stack.append(Open(path, value))
        return
    if isinstance(event, AliasEvent):
        tree.refuse(path, line, "aliases (*) are not allowed: write it out again")
        _put(around, None, tree)
        return
    _refuse_tricks(event, path, line, tree)
    _put(around, _scalar(event, path, line, tree), tree)


def _path(around: Open | None) -> Path:
    if around is None:
        return ()
    place = around.key if isinstance(around.value, dict) else len(around.value)
    return (*around.path, place)


def _key(event, line: int, tree: Tree, around: Open) -> str:
    """The key of the entry that begins. One that cannot be used gets a name that no file has."""
    if not isinstance(event, ScalarEvent):
        raise Unreadable(Problem(line, "a key must be a word"))
    key, path = event.value, (*around.path, event.value)
    if key.isprintable() and key not in around.value:
        tree.lines[path] = line
        return key
    if key in around.value:
        reason = f"“{_short(key)}” is there twice; the first is on line {tree.lines[path]}"
    else:
        reason = "a key holds a character that cannot be shown"
    around.n_unnamed += 1
    unnamed = f"\0{around.n_unnamed}"
    tree.refuse((*around.path, unnamed), line, reason)
    return unnamed


def _put(around: Open | None, value, tree: Tree) -> None:
    if around is None:
        tree.data = value
    elif isinstance(around.value, list):
        around.value.append(value)
    else:
        around.value[around.key] = value
        around.key = None


def _refuse_tricks(event, path: Path, line: int, tree: Tree) -> None:
    if event.anchor is not None:
        tree.problems.append(Problem(line, "anchors (&) are not allowed"))
    if event.tag is not None:
        tree.problems.append(Problem(line, f"tags are not allowed: {_short(str(event.tag))}"))


def _scalar(event, path: Path, line: int, tree: Tree):
    if event.style in (None, ""):  # plain; "1" in quotes is text
        if event.value in PLAIN:
            return PLAIN[event.value]
        if re.fullmatch(rf"[-+]?[0-9]{{1,{LONGEST_NUMBER}}}", event.value):
            return int(event.value)
        if re.fullmatch(r"[-+]?[0-9]{1,12}\.[0-9]{1,12}", event.value):
            return float(event.value)
    words = event.value.strip()
    # Escapes in quotes can make what no database stores or no page shows.
    if any(unicodedata.category(each) in ("Cc", "Cs") and each != "\n" for each in words):
        tree.refuse(path, line, "it holds a character that cannot be shown")
        return None
    return words


def _short(words: str) -> str:
    return words if len(words) <= 60 else f"{words[:60]}…"
