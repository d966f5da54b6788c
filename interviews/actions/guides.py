"""Writing the hub's interview guides: the draft, question by question, and its publication.

Whoever saves says what they saw (`seen`, a fingerprint of guide.edition); when that is no longer
what is stored, nothing is written and DraftChanged says so.
"""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from adoption_reviews import audit
from interviews.guide import (
    MOST_QUESTIONS,
    Content,
    GuideError,
    Question,
    Stage,
    edition,
    read_content,
    stored,
)
from interviews.models import Guide, GuideVersion, Interview
from interviews.queries.guide_changes import gaps
from interviews.queries.guides import content_of, draft_of, fits, has_words, latest_version


class DraftChanged(Exception):
    """Somebody changed it since it was shown. `theirs`: the question now, None if it is gone."""

    def __init__(self, theirs: Question | None = None):
        super().__init__("Somebody else has changed this draft")
        self.theirs = theirs


@transaction.atomic
def start_guide(*, title: str, framework_ref: str, content: Content, by) -> Guide:
    """Add a guide whose draft is `content`. Raises ValidationError for a title that is taken."""
    guide = Guide(title=title, framework_ref=framework_ref, draft=_checked(content, framework_ref))
    _save_titled(guide)
    audit.record(by=by, verb="guide.started", on=guide, guide=title)
    return guide


@transaction.atomic
def rename_guide(*, guide: Guide, title: str, by) -> Guide:
    """Raises ValidationError for a title that is taken."""
    guide = _locked(guide)
    old, guide.title = guide.title, title
    if old != title:
        _save_titled(guide)
        audit.record(by=by, verb="guide.renamed", on=guide, old=old, new=title)
    return guide


@transaction.atomic
def save_question(*, guide: Guide, question: Question, stage: str, seen: str, by) -> Guide:
    """Store a question in the draft, in `stage`; a new one, `seen` empty, at the stage's end.

    Saving the same twice is safe. Raises DraftChanged; ValidationError for what another question
    says or listens for already, and for too many.
    """
    guide = _locked(guide)
    content = draft_of(guide)
    theirs = content.questions().get(question.key)
    is_there = theirs is not None and content.stage_of(question.key) == stage
    if is_there and theirs == question:
        return guide
    if (edition(theirs) if theirs else "") != seen:
        raise DraftChanged(theirs)
    _check_question(question, content)
    stages = []
    for each in content.stages:
        questions = list(each.questions)
        if is_there:
            questions = [question if one.key == question.key else one for one in questions]
        else:
            questions = [one for one in questions if one.key != question.key]
            questions += [question] if each.key == stage else []
        if len(questions) > MOST_QUESTIONS:
            raise ValidationError({"stage": f"A stage has {MOST_QUESTIONS} questions at most"})
        stages.append(Stage(key=each.key, questions=tuple(questions)))
    done = "changed a question" if theirs else "added a question"
    return _store(guide, Content(stages=tuple(stages)), done=done, question=question.key, by=by)


@transaction.atomic
def move_question(*, guide: Guide, key: str, way: int, by) -> Guide:
    """Up (-1) or down (1) by one place in its stage; at the end of it nothing happens.

    Raises DraftChanged when the question is gone.
    """
    guide = _locked(guide)
    content = draft_of(guide)
    stages, is_moved = [], False
    for stage in content.stages:
        questions = list(stage.questions)
        place = next((at for at, each in enumerate(questions) if each.key == key), None)
        if place is not None and 0 <= place + way < len(questions):
            questions.insert(place + way, questions.pop(place))
            is_moved = True
        stages.append(Stage(key=stage.key, questions=tuple(questions)))
    if key not in content.questions():
        raise DraftChanged
    if not is_moved:
        return guide
    return _store(
        guide, Content(stages=tuple(stages)), done="moved a question", question=key, by=by
    )


@transaction.atomic
def remove_question(*, guide: Guide, key: str, seen: str, by) -> Guide:
    """Take a question out of the draft; versions keep it. Raises DraftChanged when it changed.

    One that is gone already is no error.
    """
    guide = _locked(guide)
    content = draft_of(guide)
    theirs = content.questions().get(key)
    if theirs is None:
        return guide
    if edition(theirs) != seen:
        raise DraftChanged(theirs)
    stages = tuple(
        Stage(key=stage.key, questions=tuple(each for each in stage.questions if each.key != key))
        for stage in content.stages
    )
    return _store(guide, Content(stages=stages), done="removed a question", question=key, by=by)


@transaction.atomic
def publish_guide(*, guide: Guide, seen: str, by) -> GuideVersion:
    """Make the draft the next version. Interviews that are planned keep theirs.

    Raises DraftChanged when the draft is no longer what was `seen`; ValidationError when a stage
    lacks questions, or the draft says what the last version says.
    """
    guide = _locked(guide)
    content, last = draft_of(guide), latest_version(guide)
    if last and content_of(last) == content:
        raise ValidationError(f"Nothing has changed since version {last.number}")
    if edition(content) != seen:
        raise DraftChanged
    if lacking := gaps(content, guide.framework_ref):
        raise ValidationError(lacking)
    number = (guide.versions.aggregate(last=Max("number"))["last"] or 0) + 1
    version = GuideVersion.objects.create(
        guide=guide, number=number, content=stored(content), published_by=by
    )
    audit.record(by=by, verb="guide.published", on=guide, guide=guide.title, version=number)
    return version


@transaction.atomic
def retire_guide(*, guide: Guide, by) -> Guide:
    """No longer offer it for new interviews. Those planned or held with it keep it."""
    guide = _locked(guide)
    if guide.retired_at is None:
        guide.retired_at = timezone.now()
        guide.save()
        audit.record(by=by, verb="guide.retired", on=guide, guide=guide.title)
    return guide


@transaction.atomic
def bring_back_guide(*, guide: Guide, by) -> Guide:
    guide = _locked(guide)
    if guide.retired_at is not None:
        guide.retired_at = None
        guide.save()
        audit.record(by=by, verb="guide.brought_back", on=guide, guide=guide.title)
    return guide


@transaction.atomic
def choose_guide(*, interview: Interview, version: GuideVersion | None, by) -> Interview:
    """Give an interview without words another guide, or version; None: the standard guide.

    Raises ValidationError as `check_choice` does.
    """
    interview = Interview.objects.select_for_update().get(pk=interview.pk)
    check_choice(interview=interview, version=version)
    if interview.guide_version_id != (version and version.pk):
        interview.guide_version = version
        interview.save()
        audit.record(
            by=by,
            verb="interview.guide_chosen",
            on=interview,
            review=interview.review,
            number=interview.number,
            guide=guide_words(version),
        )
    return interview


def check_choice(*, interview: Interview, version: GuideVersion | None) -> None:
    """Raise ValidationError when the interview has words already, or the guide other stages."""
    if interview.guide_version_id == (version and version.pk):
        return
    if interview.pk and has_words(interview):
        raise ValidationError(
            {"guide": "The guide stays as it is: words have been recorded along it"}
        )
    if version and not fits(version.guide, interview.review):
        raise ValidationError({"guide": "Select a guide that has the stages of this review"})


def guide_words(version: GuideVersion | None) -> str:
    return str(version) if version else "Standard guide"


def _locked(guide: Guide) -> Guide:
    return Guide.objects.select_for_update().get(pk=guide.pk)


def _save_titled(guide: Guide) -> None:
    taken = ValidationError({"title": "There is a guide with this title already"})
    if Guide.objects.filter(title__iexact=guide.title).exclude(pk=guide.pk).exists():
        raise taken
    try:
        with transaction.atomic():
            guide.save()
    except IntegrityError:  # somebody took it after it was checked
        raise taken from None


def _store(guide: Guide, content: Content, *, done: str, question: str, by) -> Guide:
    guide.draft = _checked(content, guide.framework_ref)
    guide.save()
    audit.record(
        by=by, verb="guide.edited", on=guide, guide=guide.title, done=done, question=question
    )
    return guide


def _checked(content: Content, framework_ref: str) -> dict:
    """What is stored of it, once it has been read back. Raises ValidationError."""
    try:
        read_content(stored(content), framework_ref)
    except GuideError as error:
        raise ValidationError(str(error)) from error
    return stored(content)


def _check_question(question: Question, content: Content) -> None:
    others = [each for each in content.questions().values() if each.key != question.key]
    if any(_same(each.text, question.text) for each in others):
        raise ValidationError({"text": "Another question of this guide says the same"})
    listened_for = {prompt.key for each in others for prompt in each.prompts}
    twice = [prompt.title for prompt in question.prompts if prompt.key in listened_for]
    if twice:
        raise ValidationError(f"Another question listens for “{twice[0]}” already")


def _same(one: str, other: str) -> bool:
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()
