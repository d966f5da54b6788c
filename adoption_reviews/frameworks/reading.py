"""From a file to a framework, or to everything that is wrong with it, line by line."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import msgspec

from adoption_reviews.frameworks.rules import broken_links, broken_rules
from adoption_reviews.frameworks.schema import AnyFramework, FrameworkError
from adoption_reviews.frameworks.shape import KINDS, misshapen
from adoption_reviews.frameworks.tree import Problem, Tree, read_tree

MOST_PROBLEMS = 100  # shown at once; who has mended them sees the others


@dataclass(frozen=True)
class Reading:
    """What a file says: `framework` unless there are problems. These are in the file's order."""

    framework: AnyFramework | None
    problems: tuple[Problem, ...]
    tree: Tree

    def with_problems(self, found: Iterable[tuple[tuple, str]]) -> "Reading":
        """The same with further problems, each at the line of its path."""
        further = [Problem(self.tree.line(path), reason) for path, reason in found]
        if not further:
            return self
        return Reading(None, _in_order([*self.problems, *further]), self.tree)

    def checked_against(
        self, find: Callable[[str], AnyFramework | None], known: set[str]
    ) -> "Reading":
        """The same, checked for what it says about other frameworks."""
        if self.framework is None:
            return self
        return self.with_problems(broken_links(self.framework, find, known))


def read_bytes(content: bytes, kinds: Iterable[str] = tuple(KINDS)) -> Reading:
    """Read a file of one of the kinds. Never raises, whatever is in it.

    The rules that go beyond the schema are looked at once the shape is right.
    """
    tree = read_tree(content)
    misshapen(tree, kinds)
    if tree.problems:
        return Reading(None, _in_order(tree.problems), tree)
    try:
        framework = msgspec.convert(tree.data, AnyFramework)
    except msgspec.ValidationError as error:  # what `shape` does not know of
        return Reading(None, (Problem(None, str(error)),), tree)
    return Reading(framework, (), tree).with_problems(broken_rules(framework))


def read_framework(path: Path) -> AnyFramework:
    """Read and check one file. Raises FrameworkError with file, line and reason."""
    return sound(read_bytes(path.read_bytes()), path.name)


def sound(reading: Reading, name: str) -> AnyFramework:
    """What was read from the file `name`. Raises FrameworkError for its problems."""
    if reading.framework is not None:
        return reading.framework
    raise FrameworkError("\n".join(with_name(name, each) for each in reading.problems))


def with_name(name: str, problem: Problem) -> str:
    """A problem with its file, e.g. "own.yaml, line 6: “title” is missing"."""
    return f"{name}{',' if problem.line else ':'} {problem}"


def _in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(problems, key=lambda each: each.line or 0))[:MOST_PROBLEMS]
