"""A whole round of a self-rating: a lead, two contributors and a reviewer, each in a browser."""

import email
import re
from email import policy
from pathlib import Path

import pytest
from playwright.sync_api import expect

from adoption_reviews.models import AuditEvent
from maturity.models import Attachment, Rating, RatingVersion, Remark, SelfAssessment, StatusChange
from tests.journeys.conftest import PATIENCE
from tests.journeys.rating import block, explain, ready, status, wait_until_kept

HOME = "/reviews/{}/maturity/insites-learning-framework/"
VISION, GOVERNANCE, PARTNERS = "vision-strategy", "governance-resources", "external-partnerships"
STRATEGY, HEARD, ACCOUNT = "agreed-strategy", "strategy-communicated", "clear-accountability"
INDUSTRY, LOCAL = "industry", "local-providers"
PROUD, PROGRESS, LITTLE = "5 – Proud to share", "3 – Making progress", "1 – Little or no progress"
SAVED = "All answers are saved."


@pytest.fixture
def mail_to(settings, tmp_path):
    """A function: the body of the newest letter to an address, read from the disk."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = folder = tmp_path / "mail"

    def newest(address: str) -> str:
        files = sorted(Path(folder).iterdir(), key=lambda each: each.stat().st_mtime_ns)
        letters = [
            email.message_from_bytes(
                each.read_bytes().rpartition(b"\n---")[0], policy=policy.default
            )
            for each in files
        ]
        return [each for each in letters if each["To"] == address][-1].get_content()

    return newest


@pytest.fixture
def come_in(browser, live_server, mail_to):
    """A function: the browser of somebody invited, once they came in by link and code."""
    contexts = []

    def by_link_and_code(address: str):
        context = browser.new_context(base_url=live_server.url)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        [link] = re.findall(r"http://\S+/maturity/join/\S+", mail_to(address))
        page.goto(link)
        page.get_by_role("button", name="Send me a code").click()
        page.get_by_label("Code").wait_for()
        [code] = re.findall(r"^\d{6}$", mail_to(address), re.MULTILINE)
        page.get_by_label("Code").fill(code)
        page.get_by_role("button", name="Sign in").click()
        page.get_by_role("heading", name="Your parts").wait_for()
        return page

    yield by_link_and_code
    for context in contexts:
        context.close()


def invite(lead, home, name, *parts):
    lead.goto(f"{home}contributors/invite/")
    lead.get_by_label("Full name").fill(name)
    lead.get_by_label("E-mail address").fill(address_of(name))
    for part in parts:
        lead.locator(f'input[name="domains"][value="{part}"]').check()
    lead.get_by_role("button", name="Send the invitation").click()
    expect(lead.get_by_text(f"We have sent {name} a link.")).to_be_visible()


def address_of(name):
    return f"{name.lower().replace(' ', '.')}@trust.example"


def open_part(page, home, part):
    page.goto(f"{home}parts/{part}/")
    ready(page)


def choose(page, code, label):
    block(page, code).get_by_label(label).check()


def answer(page, code, label, words=""):
    """Choose, and say why, each until it is saved."""
    choose(page, code, label)
    expect(status(page)).to_have_text(SAVED)
    if words:
        explain(page, code, words)
        expect(status(page)).to_have_text(SAVED)


def say(page, home, place, thread, words):
    part, code = place
    page.goto(f"{home}parts/{part}/{code}/talk/")
    talk = page.locator(f'[data-thread="{thread}"]')
    talk.locator("textarea").fill(words)
    talk.get_by_role("button").click()
    expect(talk.locator("li").last).to_contain_text(words)


def add_evidence(page, home, name, link=None, file=None):
    page.goto(f"{home}parts/{VISION}/{STRATEGY}/evidence/")
    page.get_by_label("What it is").fill(name)
    if link:
        page.get_by_label("Link", exact=True).fill(link)
    else:
        page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("link", name=name).first).to_be_visible()


def take_step(page, home, way, button, reason="", *, standing):
    page.goto(home)
    page.get_by_role("link", name=way).click()
    if reason:
        page.get_by_label("Why is it opened again?").fill(reason)
    page.get_by_role("button", name=button).click()
    expect(page.locator(".maturity-standing .nhsuk-tag")).to_have_text(standing)


def lose_the_network_and_the_tab(page, home):
    """Rate with a network, without one, close the tab; everything is there in a new one."""
    open_part(page, home, VISION)
    wait_until_kept(page, f"{home}parts/{VISION}/")
    answer(page, STRATEGY, PROUD)
    page.context.set_offline(True)
    explain(page, STRATEGY, "The board agreed it\nin autumn")
    choose(page, HEARD, PROGRESS)
    expect(status(page)).to_have_text("Kept on this device, 2 waiting.")
    page.close()
    page = page.context.new_page()
    open_part(page, home, VISION)
    words = block(page, STRATEGY).locator("textarea")
    expect(words).to_have_value("The board agreed it\nin autumn")
    expect(block(page, HEARD).get_by_label(PROGRESS)).to_be_checked()
    expect(status(page)).to_have_text("Kept on this device, 2 waiting.")
    page.context.set_offline(False)
    expect(status(page)).to_have_text(SAVED)
    return page


def meet_on_one_indicator(first, second, lead, home):
    """Three answer the same: the second takes what the first said, the lead keeps their own."""
    for page in (first, second, lead):
        open_part(page, home, GOVERNANCE)
    for page, label in ((second, PROGRESS), (lead, LITTLE)):
        page.context.set_offline(True)
        choose(page, ACCOUNT, label)
        expect(status(page)).to_have_text("Kept on this device, 1 waiting.")
    answer(first, ACCOUNT, PROUD)
    for page, button in ((second, "Take their answer"), (lead, "Keep my answer")):
        page.context.set_offline(False)
        expect(status(page)).to_have_text("1 answer needs your choice.")
        expect(page.locator(".maturity-conflict")).to_contain_text("Ann Orme")
        page.get_by_role("button", name=button).click()
        expect(status(page)).to_have_text(SAVED)
    expect(block(second, ACCOUNT).get_by_label(PROUD)).to_be_checked()
    expect(block(lead, ACCOUNT).get_by_label(LITTLE)).to_be_checked()


def talk_over_and_settle(colleague, lead, home, assert_accessible):
    say(lead, home, (GOVERNANCE, ACCOUNT), "discussion", "No one holds the ring.")
    say(colleague, home, (GOVERNANCE, ACCOUNT), "discussion", "True outside medicine.")
    lead.reload()
    assert_accessible(lead)
    lead.get_by_role("button", name="Settle this rating").click()
    expect(lead.locator(".maturity-settled")).to_be_visible()
    colleague.goto(f"{home}parts/{GOVERNANCE}/")
    settled = block(colleague, ACCOUNT)
    expect(settled).to_contain_text("The trust’s lead has settled this rating.")


def test_self_rating_goes_through_a_whole_round(open_page, review, come_in, tmp_path, request):
    people = {name: request.getfixturevalue(name) for name in ("trust_lead", "reviewer")}
    assert_accessible = request.getfixturevalue("assert_accessible")
    home = HOME.format(review.slug)

    # The lead opens it and asks two colleagues.
    lead = open_page(people["trust_lead"])
    lead.goto(f"/reviews/{review.slug}/maturity/")
    lead.get_by_role("button", name="Open the self-rating").click()
    lead.wait_for_url(f"**{home}")
    invite(lead, home, "Ann Orme", VISION, GOVERNANCE)
    invite(lead, home, "Ben Ashe", GOVERNANCE, PARTNERS)
    ann, ben = come_in(address_of("Ann Orme")), come_in(address_of("Ben Ashe"))
    expect(ben.get_by_role("link", name="External partnerships")).to_be_visible()
    assert ben.goto(f"{home}parts/{VISION}/").status == 404

    # They rate; one loses the network and the tab; all three meet.
    ann = lose_the_network_and_the_tab(ann, home)
    open_part(ben, home, PARTNERS)
    answer(ben, LOCAL, PROGRESS, "Monthly meetings")
    meet_on_one_indicator(ann, ben, lead, home)

    # They talk it over and the lead settles it, for colleagues to see.
    talk_over_and_settle(ann, lead, home, assert_accessible)

    # Evidence, and what does not apply.
    paper = tmp_path / "board.txt"
    paper.write_text("The board agreed the strategy.\n")
    add_evidence(lead, home, "Board minutes", link="https://trust.example/board")
    add_evidence(lead, home, "Board paper", file=paper)
    assert_accessible(lead)
    open_part(lead, home, PARTNERS)
    answer(lead, INDUSTRY, "Not applicable here", "Our charity does this")
    assert_accessible(lead)

    # Submitted, it stands still.
    take_step(lead, home, "Check and submit", "Submit the self-rating", standing="Submitted")
    ann.goto(f"{home}parts/{VISION}/")
    expect(ann.get_by_text("It has been submitted and cannot be changed")).to_be_visible()

    # The reviewer comments, agrees, and later opens it again; the lead mends one answer.
    reviewer = open_page(people["reviewer"])
    say(reviewer, home, (VISION, STRATEGY), "reviewers", "Which board paper is it?")
    expect(reviewer.get_by_text("True outside medicine.")).to_have_count(0)
    take_step(reviewer, home, "Agree it", "Agree the self-rating", standing="Agreed")
    assert_accessible(reviewer)
    why = "The strategy lapsed in May"
    take_step(reviewer, home, "Open it again", "Open it again", why, standing="Reopened")
    lead.goto(home)
    expect(lead.get_by_text(why).first).to_be_visible()
    open_part(lead, home, VISION)
    answer(lead, STRATEGY, PROGRESS)
    take_step(lead, home, "Check and submit", "Submit the self-rating", standing="Submitted")
    lead.goto(f"{home}parts/{VISION}/{STRATEGY}/history/")
    assert_accessible(lead)
    assert_stored(review, people["trust_lead"].name, people["reviewer"].name, why)


def assert_stored(review, lead, reviewer, why):
    """Every row, version, change of status and event of the round, in its order."""
    ann, ben, words = "Ann Orme", "Ben Ashe", "The board agreed it\nin autumn"
    answers = ("indicator", "value", "is_not_applicable", "explanation", "version")
    ratings = Rating.objects.order_by("indicator")
    assert list(ratings.values_list(*answers, "settled_by__name")) == [
        (STRATEGY, 3, False, words, 3, None),
        (ACCOUNT, 1, False, "", 2, lead),
        (INDUSTRY, None, True, "Our charity does this", 2, None),
        (LOCAL, 3, False, "Monthly meetings", 2, None),
        (HEARD, 3, False, "", 1, None),
    ]
    versions = RatingVersion.objects.order_by("rating__indicator", "version")
    said = ("rating__indicator", "value", "is_not_applicable", "explanation", "by__name")
    assert list(versions.values_list(*said)) == [
        (STRATEGY, 5, False, "", ann),
        (STRATEGY, 5, False, words, ann),
        (STRATEGY, 3, False, words, lead),
        (ACCOUNT, 5, False, "", ann),
        (ACCOUNT, 1, False, "", lead),
        (INDUSTRY, None, True, "", lead),
        (INDUSTRY, None, True, "Our charity does this", lead),
        (LOCAL, 3, False, "", ben),
        (LOCAL, 3, False, "Monthly meetings", ben),
        (HEARD, 3, False, "", ann),
    ]
    assert SelfAssessment.objects.get(review=review).status == "submitted"
    steps = StatusChange.objects.values_list("before", "after", "reason", "by__name")
    assert list(steps) == [
        ("", "open", "", lead),
        ("open", "submitted", "", lead),
        ("submitted", "agreed", "", reviewer),
        ("agreed", "reopened", why, reviewer),
        ("reopened", "submitted", "", lead),
    ]
    assert list(Remark.objects.values_list("indicator", "with_reviewers", "words", "by__name")) == [
        (ACCOUNT, False, "No one holds the ring.", lead),
        (ACCOUNT, False, "True outside medicine.", ann),
        (STRATEGY, True, "Which board paper is it?", reviewer),
    ]
    evidence = Attachment.objects.values_list("indicator", "title", "url", "file_name")
    assert list(evidence) == [
        (STRATEGY, "Board minutes", "https://trust.example/board", ""),
        (STRATEGY, "Board paper", "", "board.txt"),
    ]
    events = AuditEvent.objects.order_by("pk").values_list("by__name", "verb")
    joins = [(lead, "person.added"), (lead, "role.given")]
    assert list(events) == [
        (lead, "maturity.opened"),
        *[(lead, "contributor.invited")] * 2,
        *[*joins, (ann, "contributor.joined")],
        *[*joins, (ben, "contributor.joined")],
        *[(ann, "rating.saved")] * 3,
        *[(ben, "rating.saved")] * 2,
        (ann, "rating.saved"),
        (lead, "rating.saved"),
        *[(lead, "remark.added"), (ann, "remark.added"), (lead, "rating.settled")],
        *[(lead, "attachment.added")] * 2,
        *[(lead, "rating.saved")] * 2,
        *[(lead, "maturity.submitted"), (reviewer, "remark.added")],
        *[(reviewer, "maturity.agreed"), (reviewer, "maturity.reopened")],
        *[(lead, "rating.saved"), (lead, "maturity.submitted")],
    ]
