"""Whether data has the shape that the schema says: every place where it has not, in plain words.

The library that makes the objects stops at the first error; here one upload shows them all.
"""

import re
from collections.abc import Iterable

from msgspec import inspect

from adoption_reviews.frameworks import schema
from adoption_reviews.frameworks.tree import Path, Tree

KINDS = {each.tag: each for each in inspect.type_info(schema.AnyFramework).types}
PATTERNS = {
    f"^{schema.KEY}$": "is not a code: small letters, digits and single hyphens, like staff-time",
    f"^{schema.VERSION}$": "is not a version: digits, small letters and full stops, like 2025.1",
    f"^{schema.KEY}@{schema.VERSION}$": "is not a framework and its version, like wheel@2025.1",
    r"^.+\Z": "must be on one line",
}
IS = {dict: "a group of keys", list: "a list", bool: "true or false", type(None): "empty"}


def misshapen(tree: Tree, kinds: Iterable[str]) -> None:
    """Add a problem to the tree for each place that is not as the schema of its kind says."""
    if () in tree.skipped:
        return
    if not isinstance(tree.data, dict):
        what = "empty" if tree.data is None else f"{_named(tree.data)}, not a group of keys"
        tree.refuse((), tree.line(()), f"the file is {what}; it begins with “kind: maturity”")
        return
    kind = tree.data.get("kind")
    if ("kind",) in tree.skipped:
        return
    if not isinstance(kind, str) or kind not in kinds:
        reason = "“kind” is missing" if kind is None else f"“kind” cannot be {_named(kind)}"
        known = " or ".join(kinds)
        tree.refuse(("kind",), tree.line(("kind",)), f"{reason}: it must be {known}")
        return
    _struct(tree, KINDS[kind], tree.data, ())


def _check(tree: Tree, expected: inspect.Type, value, path: Path) -> None:
    if path in tree.skipped:
        return
    if isinstance(expected, inspect.UnionType):  # what may be left out
        expected = next(each for each in expected.types if not isinstance(each, inspect.NoneType))
    if isinstance(expected, inspect.StructType) and isinstance(value, dict):
        _struct(tree, expected, value, path)
        return
    reason = REASONS[type(expected)](expected, value)
    if reason:
        tree.refuse(path, tree.line(path), f"{_place(path)} {reason}")
    elif isinstance(expected, inspect.VarTupleType):
        for place, each in enumerate(value):
            _check(tree, expected.item_type, each, (*path, place))


def _of_group(expected: inspect.StructType, value) -> str:
    return f"must be a group of keys, not {_named(value)}"


def _of_choice(expected: inspect.LiteralType, value) -> str | None:
    if value in expected.values:
        return None
    return f"cannot be {_named(value)}: it must be {' or '.join(expected.values)}"


def _of_truth(expected: inspect.BoolType, value) -> str | None:
    return None if isinstance(value, bool) else f"must be true or false, not {_named(value)}"


def _struct(tree: Tree, expected: inspect.StructType, value: dict, path: Path) -> None:
    known = {each.name: each for each in expected.fields}
    tag = {expected.tag_field} if path == () else set()
    for name, each in value.items():
        where = (*path, name)
        if where in tree.skipped or name in tag:
            continue
        if name not in known:
            names = ", ".join([*sorted(tag), *known])
            tree.refuse(where, tree.line(where), f"“{name}” is not known here; known are {names}")
        else:
            _check(tree, known[name].type, each, where)
    for name, each in known.items():
        if each.required and name not in value:
            tree.refuse((*path, name), tree.line(path), f"“{name}” is missing{_in(path)}")


def _of_text(expected: inspect.StrType, value) -> str | None:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"must be text, not a number: put it in quotes, “{value}”"
    if not isinstance(value, str):
        return "is empty" if value is None else f"must be text, not {_named(value)}"
    if not value:
        return "is empty"
    if expected.max_length is not None and len(value) > expected.max_length:
        return f"is longer than {expected.max_length} characters"
    if expected.pattern and not re.search(expected.pattern, value):
        words = PATTERNS[expected.pattern]
        return words if words.startswith("must") else f"{_quoted(value)} {words}"
    return None


def _of_number(expected: inspect.IntType | inspect.FloatType, value) -> str | None:
    whole = isinstance(expected, inspect.IntType)
    if isinstance(value, bool) or not isinstance(value, int if whole else int | float):
        return f"must be a {'whole number' if whole else 'number'}, not {_named(value)}"
    if expected.ge is not None and not expected.ge <= value <= expected.le:
        return f"must be between {expected.ge} and {expected.le}, not {value}"
    return None


def _of_list(expected: inspect.VarTupleType, value) -> str | None:
    if not isinstance(value, list):
        return f"must be a list, not {_named(value)}"
    fewest, most = expected.min_length or 0, expected.max_length
    if len(value) < fewest and most is None:
        return "has no entry"
    if not fewest <= len(value) <= (most or len(value)):
        return f"must have {fewest} to {most} entries, not {len(value)}"
    return None


REASONS = {  # why a value is not what is expected, leaving aside what lies in it
    inspect.StructType: _of_group,
    inspect.VarTupleType: _of_list,
    inspect.StrType: _of_text,
    inspect.IntType: _of_number,
    inspect.FloatType: _of_number,
    inspect.LiteralType: _of_choice,
    inspect.BoolType: _of_truth,
}


def _place(path: Path) -> str:
    """What stands at `path`, for people: its key, or which entry of a list it is."""
    if not path:
        return "the file"
    name = path[-1]
    return f"“{name}”" if isinstance(name, str) else f"entry {name + 1}{_of(path[:-1])}"


def _of(path: Path) -> str:
    return f" of {_place(path)}" if path else ""


def _in(path: Path) -> str:
    return f" in {_place(path)}" if path else ""


def _named(value) -> str:
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        return _quoted(value)
    return IS[type(value)]


def _quoted(value) -> str:
    words = str(value).splitlines()[0] if str(value) else ""
    return f"“{words if len(words) <= 60 else words[:60] + '…'}”"
