"""Themes and memos of one review, made by the actions that the pages call."""

from msgspec import convert
from ruamel.yaml import YAML

from adoption_reviews.actions.memos import add_memo
from adoption_reviews.actions.themes import create_theme, share_theme
from adoption_reviews.codes import THEMES, key_of
from adoption_reviews.models import Memo, Review, Theme
from interviews.models import Coding, Passage
from reports.actions.themes import merge_theme
from reports.demo.rows_hub import Hub
from reports.demo.words import FOLDER, Strict


class ThemeWords(Strict):
    key: str
    title: str
    description: str
    passages: tuple[str, ...]  # the words they begin with
    parent: str = ""
    into: str = ""  # the theme it was merged into
    is_shared: bool = False


class MemoWords(Strict):
    about: str
    text: str
    key: str = ""  # an interview's number, a theme's key, or the words a passage begins with


class ThemesOfReview(Strict):
    review: str
    themes: tuple[ThemeWords, ...]
    memos: tuple[MemoWords, ...]


def make_themes(hub: Hub) -> None:
    """Store them; a passage has the theme from whoever marked it, in the direction it had."""
    words = convert(YAML(typ="safe").load(FOLDER / "themes.yaml"), ThemesOfReview)
    review, by = hub.reviews[words.review], hub.reviewers[0]
    themes: dict[str, Theme] = {}
    for each in words.themes:
        themes[each.key] = create_theme(
            review=review,
            title=each.title,
            description=each.description,
            parent=themes.get(each.parent),
            key=each.key,
            by=by,
        )
        for beginning in each.passages:
            _give(themes[each.key], _passage(review, beginning))
    for each in words.themes:
        theme = themes[each.key]
        if each.into:
            merge_theme(theme=theme, into=themes[each.into], base_version=theme.version, by=by)
        if each.is_shared:
            share_theme(theme=theme, base_version=theme.version, by=by)
    for memo in words.memos:
        add_memo(
            review=review, about=memo.about, key=_memo_key(review, memo), text=memo.text, by=by
        )


def _passage(review: Review, beginning: str) -> Passage:
    """As the first coder marked it."""
    passages = Passage.objects.filter(interview__review=review, codings__second_coding=None)
    return passages.filter(quote__startswith=beginning).distinct().get()


def _give(theme: Theme, passage: Passage) -> None:
    coding = Coding.objects.create(
        passage=passage,
        framework_ref=THEMES,
        code=theme.key,
        direction=passage.codings.first().direction,
        author=passage.created_by,
    )
    Coding.objects.filter(pk=coding.pk).update(created_at=passage.created_at)


def _memo_key(review: Review, memo: MemoWords) -> str:
    if memo.about == Memo.About.INTERVIEW:
        return str(review.interviews.get(number=memo.key).pk)
    if memo.about == Memo.About.PASSAGE:
        return str(_passage(review, memo.key).pk)
    return key_of(THEMES, memo.key) if memo.about == Memo.About.CODE else ""
