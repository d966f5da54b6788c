"""What both kinds of pages have in common: each answer goes with the version it was made from."""

import json
from collections.abc import Mapping

from django import forms

from adoption_reviews.forms import Form
from adoption_reviews.frameworks import Domain, MaturityFramework
from maturity.actions import Outcome
from maturity.queries import LastAnswer


class AnswersForm(Form):
    """The answers of one domain, some fields an answer, named `<code>-<part>`.

    Each has `version` (of the answer that the page showed), and after a conflict `theirs` (the
    version it is held against) and `keep` ("mine" or "theirs"). What was not posted is left alone.
    `rows`: the stored answers by code; `last`: last round's; `frozen`: codes that are only shown.
    `is_filled`: it shows what was typed and not yet sent, with nothing to complain of.
    `has_moved`: to another version, since the page was opened; `earlier`: what was typed there to
    something that is asked otherwise now, by code.
    """

    is_filled = False
    has_moved = False
    earlier: Mapping = {}

    def __init__(
        self,
        *args,
        framework: MaturityFramework,
        domain: Domain,
        rows: dict,
        last: dict[str, LastAnswer] | None = None,
        frozen: frozenset[str] = frozenset(),
        **kwargs,
    ):
        super().__init__(*args, **kwargs)
        self.framework, self.domain, self.rows = framework, domain, rows
        self.last, self.frozen = last or {}, frozen
        for what in self.asked():
            if what.key not in frozen:
                self.add_fields(what, rows.get(what.key))
                self._add_version(what)

    def asked(self) -> list:
        """What is asked here: indicators, or questions."""
        raise NotImplementedError

    def add_fields(self, what, row):
        """The fields of one answer."""
        raise NotImplementedError

    def change(self, code: str, given: dict):
        """What is to be saved, from the cleaned parts of one answer."""
        raise NotImplementedError

    def kept(self, what) -> dict:
        """By part, what the fields of an answer say as it is stored."""
        raise NotImplementedError

    def filled_from_last(self, last: LastAnswer) -> dict[str, str]:
        """By part, what the fields of an answer are filled with to say what was said last."""
        raise NotImplementedError

    def changes(self) -> list:
        """What is to be saved. Only after `is_valid`."""
        found = []
        for what in self.asked():
            prefix = f"{what.key}-"
            given = {
                name.removeprefix(prefix): value
                for name, value in self.cleaned_data.items()
                if name.startswith(prefix) and "-" not in name.removeprefix(prefix)
            }
            if given.get("version") is not None and given.get("keep") != "theirs":
                found.append(self.change(what.key, given))
        return found

    def after(self, outcome: Outcome) -> "AnswersForm":
        """The same page with what was typed, asking what to do about each conflict."""
        data = self.data.copy()
        for code, row in (outcome.saved | outcome.conflicts).items():
            data[f"{code}-version"] = str(row.version)
            data.pop(f"{code}-theirs", None)
            data.pop(f"{code}-keep", None)
        for code, row in outcome.conflicts.items():
            data[f"{code}-theirs"] = str(row.version)
        return self._again(data, self.rows | outcome.saved | outcome.conflicts)

    def after_moving(self, outcome: Outcome, posted, typed: Mapping) -> "AnswersForm":
        """The page as it is asked now, after the self-rating moved to another version meanwhile.

        `posted`: all that was; `typed`: what its writer had changed of what is asked otherwise
        now, by code. Words are in their fields again, to be saved anew; ratings are not, since
        they meant another level.
        """
        again = self.after(outcome)
        for what in again.asked():
            if f"{what.key}-version" in self.data or f"{what.key}-version" not in again.fields:
                continue
            parts = again.kept(what) | again.typed_again(what, typed.get(what.key))
            again.data.update({f"{what.key}-{part}": value for part, value in parts.items()})
            seen = posted.get(f"{what.key}-version") if what.key in typed else None
            row = again.rows.get(what.key)
            again.data[f"{what.key}-version"] = seen or str(row.version if row else 0)
        again.earlier, again.has_moved = typed, True
        return again

    def typed_again(self, what, typed) -> dict[str, str]:
        """By part, the words typed on another version that fit in the fields as they are now."""
        raise NotImplementedError

    def with_last(self, code: str) -> "AnswersForm":
        """The same page with what was typed, and last round's answer in one answer's fields."""
        data = self.data.copy()
        if code in self.last and f"{code}-version" in self.fields:
            for part, value in self.filled_from_last(self.last[code]).items():
                data[f"{code}-{part}"] = value
        again = self._again(data, self.rows)
        again.is_filled = True
        return again

    def not_asked(self) -> list:
        """What was typed to things that are not asked here any more."""
        here = {each.key for each in self.asked()} - self.frozen
        return [typed for code, typed in self.earlier.items() if code not in here]

    def sections(self) -> list[dict]:
        """For the template: each sub-domain with what is asked and its bound fields."""
        return [
            {
                "title": sub.title,
                "asked": [self.shown(each) for each in (*sub.indicators, *sub.questions)],
            }
            for sub in self.domain.sub_domains
        ]

    def shown(self, what) -> dict:
        """What the template needs to know of one answer; its fields under their parts' names."""
        prefix = f"{what.key}-"
        fields = {
            name.removeprefix(prefix): self[name]
            for name in self.fields
            if name.startswith(prefix) and "-" not in name.removeprefix(prefix)
        }
        last = self.last.get(what.key)
        return {
            "code": what.key,
            "title": what.title,
            "row": self.rows.get(what.key),
            "last": last,
            # What a script fills in at once; what is long is filled in by the server.
            "used": json.dumps(self.filled_from_last(last)) if last and not last.is_long else "",
            "kept": json.dumps(self.kept(what)) if self.is_filled else "",
            "is_frozen": what.key in self.frozen,
            "earlier": self.earlier.get(what.key),
            **fields,
        }

    def _add_version(self, what):
        row = self.rows.get(what.key)
        self.fields[f"{what.key}-version"] = forms.IntegerField(
            widget=forms.HiddenInput,
            required=False,
            min_value=0,
            initial=row.version if row else 0,
        )
        if f"{what.key}-theirs" in self.data:
            self.fields[f"{what.key}-theirs"] = forms.IntegerField(widget=forms.HiddenInput)
            self.fields[f"{what.key}-keep"] = forms.ChoiceField(
                label="Which answer should be kept?",
                choices=[("mine", "What I answered above"), ("theirs", "What they answered")],
                widget=forms.RadioSelect,
                error_messages={"required": f"Choose which answer to keep for ‘{what.title}’"},
            )

    def _again(self, data, rows) -> "AnswersForm":
        return type(self)(
            data,
            framework=self.framework,
            domain=self.domain,
            rows=rows,
            last=self.last,
            frozen=self.frozen,
        )
