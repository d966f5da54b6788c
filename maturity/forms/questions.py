"""What people say to the questions of a domain that is described, a whole page at once."""

from django import forms

from adoption_reviews.frameworks import Question
from maturity.actions import EXPLANATION_LENGTH, ContextChange, checked_words
from maturity.forms.page import AnswersForm
from maturity.queries import LastAnswer, answer_in_words, questions_of


class QuestionsForm(AnswersForm):
    """The answers of one described domain. Each has one part, `words`."""

    def asked(self):
        return questions_of(self.domain)

    def add_fields(self, what, row):
        words = row.words if row else ""
        self.fields[f"{what.key}-words"] = QUESTION_FIELDS[what.kind](what, words)

    def change(self, code, given):
        return ContextChange(code, given["words"], given["version"])

    def kept(self, what):
        row = self.rows.get(what.key)
        return {"words": row.words if row else ""}

    def filled_from_last(self, last: LastAnswer):
        return {"words": last.explanation}

    def typed_again(self, what, typed):
        is_open = typed and (what.kind == "text" or typed.words in what.choices)
        return {"words": typed.words} if is_open else {}

    def shown(self, what):
        row = self.rows.get(what.key)
        words = answer_in_words(what, row.words) if row else ""
        return super().shown(what) | {
            "kind": what.kind,
            "words": words,
            "field": self[f"{what.key}-words"],
        }


class NumberField(forms.CharField):
    """A number however people write it, e.g. 12,500, as the plain text that is kept."""

    def __init__(self, question: Question, **kwargs):
        self.question = question
        super().__init__(required=False, label=question.title, **kwargs)

    def clean(self, value):
        return checked_words(self.question, super().clean(value))


class ChosenField(forms.ChoiceField):
    """One of the choices, or none; what was chosen of an older version's choices may stay."""

    def __init__(self, question: Question, words: str):
        choices = [(each, each[:1].upper() + each[1:]) for each in question.choices]
        if words and words not in question.choices:
            choices.append((words, f"{words} (no longer among the choices)"))
        super().__init__(
            label=question.title,
            choices=[*choices, ("", "No answer yet")],
            widget=forms.RadioSelect,
            required=False,
            initial=words,
        )


def _number(question: Question, words: str) -> forms.Field:
    return NumberField(
        question,
        initial=answer_in_words(question, words) if words else "",
        help_text="A number, like 12,500 or 2.5",
    )


def _text(question: Question, words: str) -> forms.Field:
    return forms.CharField(
        label=question.title,
        widget=forms.Textarea,
        required=False,
        max_length=EXPLANATION_LENGTH,
        initial=words,
    )


QUESTION_FIELDS = {"number": _number, "choice": ChosenField, "text": _text}
