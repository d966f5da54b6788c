"""The shape of the words for one verb."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Phrase:
    """Words for one verb. `label`: in the filter. `said`: after the name of who did it.

    `detailed` is said instead when the event's detail has all that it names in braces; {object}
    is the name of the user that the event is about.
    """

    label: str
    said: str
    detailed: str = ""
