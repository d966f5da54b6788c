"""The form of one question of a guide: its words, who is asked, and rows of prompts.

Rows are added, moved and removed by buttons that send the form and save nothing, so that it works
without a script.
"""

from django import forms
from django.core.validators import RegexValidator

from adoption_reviews.forms import Form
from adoption_reviews.frameworks import get_framework
from adoption_reviews.vocabulary import RoleGroup
from interviews import guide as structure
from interviews.guide import (
    LONGEST_DESCRIPTION,
    LONGEST_PROMPT,
    LONGEST_QUESTION,
    MOST_PROMPTS,
    Content,
    edition,
    new_key,
    tidy,
)

EVERYBODY, SOME = "everybody", "some"
KEY = RegexValidator(r"^[a-z0-9]+(-[a-z0-9]+)*$", "This page was changed on its way. Load it anew")
PARTS = ("key", "title", "description")  # of a prompt


class QuestionForm(Form):
    """One question and as many rows of prompts as were asked for.

    `values` are those of `values_of` or `rearranged`. The key of a new question is made before it
    is saved, so that sending it twice adds it once. `seen` is its fingerprint as it was shown.
    """

    text = forms.CharField(
        label="Question",
        max_length=LONGEST_QUESTION,
        widget=forms.Textarea,
    )
    asked = forms.ChoiceField(
        label="Who is asked?",
        choices=[(EVERYBODY, "Everybody"), (SOME, "Only some role groups")],
        widget=forms.RadioSelect,
        error_messages={"required": "Select who is asked"},
    )
    role_groups = forms.MultipleChoiceField(
        label="Role groups",
        choices=RoleGroup,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    stage = forms.ChoiceField(label="Stage", widget=forms.RadioSelect)
    influence = forms.ChoiceField(label="Influence to listen for", required=False)
    key = forms.CharField(widget=forms.HiddenInput, max_length=60, validators=[KEY])
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    n_prompts = forms.IntegerField(
        widget=forms.HiddenInput, min_value=0, max_value=MOST_PROMPTS + 1
    )

    def __init__(self, data=None, *, guide, content: Content, values: dict | None = None):
        self.guide, self.content = guide, content
        self.framework = get_framework(guide.framework_ref)
        super().__init__(data, initial=values)
        self.n_rows = _count((data or values or {}).get("n_prompts"))
        self.fields["stage"].choices = [(each.key, each.title) for each in self.framework.stages]
        for row in range(self.n_rows):
            self.fields |= _prompt_fields(row)
        self.fields["influence"].choices = self._influences()

    def _influences(self) -> list:
        """By stage, those that nothing in the guide stands for yet."""
        used = self.content.prompt_keys() | {row["key"] for row in self.rows()}
        stages = [
            (stage.title, [(one.key, one.title) for one in stage.influences if one.key not in used])
            for stage in self.framework.stages
        ]
        return [("", "Choose an influence"), *(group for group in stages if group[1])]

    def rows(self) -> list[dict]:
        """The prompts as they were typed."""
        return [
            {part: self[f"prompt_{row}_{part}"].value() or "" for part in PARTS}
            for row in range(self.n_rows)
        ]

    def prompts(self) -> list[dict]:
        """What the page shows of each row: its fields, and the influence it stands for."""
        titles = {code: self.framework.influence(code).title for code in self.framework.codes()}
        return [
            {
                "number": row + 1,
                "influence": titles.get(self[f"prompt_{row}_key"].value(), ""),
                "is_first": row == 0,
                "is_last": row == self.n_rows - 1,
            }
            | {part: self[f"prompt_{row}_{part}"] for part in PARTS}
            for row in range(self.n_rows)
        ]

    def typed(self) -> dict:
        """Everything as it was typed, for a form that shows it again."""
        names = ("text", "asked", "role_groups", "stage", "key", "seen")
        return {name: self[name].value() for name in names}

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("asked") == EVERYBODY:
            cleaned["role_groups"] = []
        elif cleaned.get("asked") == SOME and not cleaned.get("role_groups"):
            self.add_error("role_groups", "Select the role groups that are asked")
        titles = set()
        for row in range(self.n_rows):
            if f"prompt_{row}_title" in self.errors:
                continue
            title = cleaned.get(f"prompt_{row}_title") or ""
            if not tidy(title) and tidy(cleaned.get(f"prompt_{row}_description") or ""):
                self.add_error(f"prompt_{row}_title", f"Enter what prompt {row + 1} listens for")
            elif tidy(title).casefold() in titles:
                self.add_error(f"prompt_{row}_title", f"Prompt {row + 1} is there already")
            titles |= {tidy(title).casefold()} - {""}
        if len(titles) > MOST_PROMPTS:
            self.add_error(None, f"A question has {MOST_PROMPTS} prompts at most")
        return cleaned

    def question(self) -> structure.Question:
        """What was entered, once valid. Rows without words are left out."""
        cleaned = self.cleaned_data
        prompts = []
        for row in range(self.n_rows):
            title = tidy(cleaned[f"prompt_{row}_title"])
            if title:
                prompts.append(
                    structure.Prompt(
                        key=cleaned[f"prompt_{row}_key"],
                        title=title,
                        description=tidy(cleaned[f"prompt_{row}_description"]),
                    )
                )
        return structure.Question(
            key=cleaned["key"],
            text=tidy(cleaned["text"]),
            role_groups=tuple(
                group for group in RoleGroup if group.value in cleaned["role_groups"]
            ),
            prompts=tuple(prompts),
        )


def _prompt_fields(row: int) -> dict:
    number = row + 1
    return {
        f"prompt_{row}_key": forms.CharField(
            widget=forms.HiddenInput, max_length=60, validators=[KEY]
        ),
        f"prompt_{row}_title": forms.CharField(
            label=f"Prompt {number}", required=False, max_length=LONGEST_PROMPT
        ),
        f"prompt_{row}_description": forms.CharField(
            label=f"More about prompt {number}",
            required=False,
            max_length=LONGEST_DESCRIPTION,
            widget=forms.Textarea,
        ),
    }


def _count(value) -> int:
    try:
        return min(max(int(value), 0), MOST_PROMPTS + 1)
    except (TypeError, ValueError):
        return 0


def empty_prompt() -> dict:
    return {"key": new_key("prompt"), "title": "", "description": ""}


def as_values(values: dict, rows: list[dict]) -> dict:
    """A form's initial values, with the prompts as rows."""
    fields = {
        f"prompt_{row}_{part}": prompt[part] for row, prompt in enumerate(rows) for part in PARTS
    }
    return values | fields | {"n_prompts": len(rows)}


def values_of(question: structure.Question | None, stage: str) -> dict:
    """What a form for `question` begins with; None: a new one."""
    if question is None:
        values = {"asked": EVERYBODY, "stage": stage, "key": new_key("question"), "seen": ""}
        return as_values(values, [empty_prompt()])
    values = {
        "text": question.text,
        "asked": SOME if question.role_groups else EVERYBODY,
        "role_groups": [group.value for group in question.role_groups],
        "stage": stage,
        "key": question.key,
        "seen": edition(question),
    }
    rows = [{part: getattr(prompt, part) for part in PARTS} for prompt in question.prompts]
    return as_values(values, rows)


def rearranged(form: QuestionForm, do: str) -> tuple[dict, int | None]:
    """What was typed, with a prompt added, moved or removed, and the row to go on in.

    `do`: add, influence, up-<row>, down-<row> or remove-<row>; anything else changes nothing.
    """
    rows, focus = form.rows(), None
    what, _, place = do.partition("-")
    place = int(place) if place.isdecimal() and len(place) < 4 else -1
    if what in ("add", "influence") and len(rows) <= MOST_PROMPTS:
        added = empty_prompt()
        if what == "influence":
            added = _influence(form)
        if added:
            rows = [row for row in rows if what == "add" or row["title"] or row["description"]]
            rows.append(added)
            focus = len(rows) - 1
    elif what in ("up", "down") and 0 <= place < len(rows):
        focus = min(max(place + (1 if what == "down" else -1), 0), len(rows) - 1)
        rows.insert(focus, rows.pop(place))
    elif what == "remove" and 0 <= place < len(rows):
        rows.pop(place)
        focus = min(place, len(rows) - 1) if rows else None
    return as_values(form.typed(), rows), focus


def _influence(form: QuestionForm) -> dict | None:
    """The prompt of the influence that was chosen, if it may be."""
    code = form["influence"].value()
    offered = {key for _, group in form.fields["influence"].choices[1:] for key, _ in group}
    if code not in offered:
        return None
    found = form.framework.influence(code)
    return {"key": found.key, "title": found.title, "description": found.description}
