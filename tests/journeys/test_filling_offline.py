"""Filling in a self-rating through a lost network, a closed tab and a colleague at work."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from adoption_reviews.models import AuditEvent
from maturity.actions.contributors import revoke_contributor
from maturity.models import ContextAnswer, Contributor, Rating, RatingVersion, SelfAssessment
from tests.factories.core import ReviewFactory
from tests.factories.maturity import RatingFactory, SelfAssessmentFactory
from tests.journeys.rating import block, explain, ready, status, wait_until_kept
from tests.journeys.settling import wait_until

DEVICE = f"**{reverse('self_ratings:device')}"
STRATEGY, HEARD, MEANING = "agreed-strategy", "strategy-communicated", "clear-definition"


@pytest.fixture
def part(review, assessment):
    def url(domain):
        return f"/reviews/{review.slug}/maturity/{assessment.framework_key}/parts/{domain}/"

    return url


def stored():
    fields = ("indicator", "value", "explanation", "version")
    return list(Rating.objects.order_by("indicator").values_list(*fields))


def records(page):
    """How many records each store of the self-ratings' database holds."""
    return page.evaluate(
        """() => new Promise((resolve) => {
            indexedDB.open("adoption-reviews-self-rating").onsuccess = ({ target }) => {
                const names = [...target.result.objectStoreNames];
                const found = {};
                const opened = target.result.transaction(names);
                names.forEach((name) => {
                    opened.objectStore(name).count().onsuccess = (event) => {
                        found[name] = event.target.result;
                    };
                });
                opened.oncomplete = () => { target.result.close(); resolve(found); };
            };
        })"""
    )


def wait_for_records(page, **wanted):
    wait_until(page, lambda: records(page), wanted)


# A write that lasts: the device writes nothing else to the drafts until it is over.
WRITE_ON = """() => new Promise((begun) => {
    indexedDB.open("adoption-reviews-self-rating").onsuccess = ({ target }) => {
        const store = target.result.transaction(["drafts"], "readwrite").objectStore("drafts");
        const go = () => {
            begun();
            if (!window.isOver) store.count().onsuccess = go;
        };
        go();
    };
})"""


def test_everything_typed_without_a_network_and_a_tab_is_there_once(
    open_page, trust_lead, trust_contributor, part, assert_accessible
):
    vision, governance = part("vision-strategy"), part("governance-resources")
    page = open_page(trust_lead, offline=True)
    page.goto(vision)
    wait_until_kept(page, vision)
    page.goto(governance)
    ready(page)
    wait_until_kept(page, governance, vision)
    page.goto(vision)
    ready(page)
    block(page, STRATEGY).get_by_label("5 – Proud to share").check()
    expect(status(page)).to_have_text("All answers are saved.")

    page.context.set_offline(True)
    explain(page, STRATEGY, "Agreed in autumn")
    block(page, HEARD).get_by_label("Come back to this later").check()
    expect(status(page)).to_have_text("Kept on this device, 2 waiting.")
    page.close()

    page = page.context.new_page()
    page.faults = []
    page.goto(governance)  # kept as well
    ready(page)
    block(page, "dedicated-budget").get_by_label("1 – Little or no progress").check()
    expect(status(page)).to_have_text("Kept on this device, 3 waiting.")
    page.goto("/")
    links = page.get_by_role("region", name="Still only on this device").get_by_role("listitem")
    expect(links).to_have_count(1)
    expect(links).to_contain_text("3 answers to InSites learning framework")
    assert_accessible(page)
    page.get_by_role("link", name="Vision and strategy – Self-rating").click()
    ready(page)
    expect(block(page, STRATEGY).get_by_label("5 – Proud to share")).to_be_checked()
    expect(block(page, STRATEGY).locator("textarea")).to_have_value("Agreed in autumn")
    expect(block(page, HEARD).get_by_label("Come back to this later")).to_be_checked()
    expect(status(page)).to_have_text("Kept on this device, 3 waiting.")

    page.context.set_offline(False)
    expect(status(page)).to_have_text("All answers are saved.")
    assert stored() == [
        ("agreed-strategy", 5, "Agreed in autumn", 2),
        ("dedicated-budget", 1, "", 1),
        ("strategy-communicated", None, "", 1),
    ]
    assert (RatingVersion.objects.count(), AuditEvent.objects.count()) == (4, 4)
    wait_for_records(page, copies=3, drafts=0)

    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("heading", name="Sign in").wait_for()
    wait_until_kept(page)
    wait_for_records(page, copies=0, drafts=0)


def test_answers_of_a_page_that_is_closed_are_noticed_and_sent(
    open_page, review, trust_lead, part, assert_accessible
):
    page = open_page(trust_lead)
    page.goto(part("vision-strategy"))
    page.route("**/parts/vision-strategy/*/", lambda route: route.abort())
    explain(page, STRATEGY, "One")
    explain(page, MEANING, "Two")
    expect(status(page)).to_have_text("Kept on this device, 2 waiting.")
    page.goto(part("vision-strategy").partition("parts/")[0])
    waits = page.get_by_role("region", name="2 answers wait on this device")
    expect(waits.get_by_role("link")).to_have_count(2)
    assert_accessible(page)
    waits.get_by_role("button", name="Send them now").click()
    expect(waits).to_contain_text("No connection: they stay here until there is one.")
    page.unroute("**/parts/vision-strategy/*/")
    waits.get_by_role("button", name="Send them now").click()
    expect(waits).to_be_hidden()
    assert stored() == [("agreed-strategy", None, "One", 1), ("clear-definition", None, "Two", 1)]


def test_words_that_came_too_late_can_be_copied_and_let_go(
    open_page, assessment, trust_lead, part, assert_accessible
):
    page = open_page(trust_lead)
    page.goto(part("vision-strategy"))
    ready(page)
    SelfAssessment.objects.update(status="submitted")
    explain(page, STRATEGY, "Too late")
    expect(status(page)).to_have_text("1 answer is not saved: see beside each.")
    page.goto(part("vision-strategy").partition("parts/")[0])
    waits = page.get_by_role("region", name="1 answer waits on this device")
    expect(waits).to_contain_text("Too late")
    expect(waits).to_contain_text("The self-rating has been submitted")
    assert_accessible(page)
    waits.get_by_role("button", name="Discard what I typed").click()
    expect(waits).to_be_hidden()
    wait_for_records(page, copies=0, drafts=0)


def type_too_late(page, part, trust_lead):
    """Explain an answer to a part that ended while its page was open."""
    page.goto(part("vision-strategy"))
    ready(page)
    revoke_contributor(contributor=Contributor.objects.get(), by=trust_lead)
    explain(page, STRATEGY, "Too late")
    expect(status(page)).to_contain_text("not saved")


def test_words_of_somebody_whose_part_has_ended_can_be_copied_and_let_go(
    open_page, trust_lead, trust_contributor, part, assert_accessible
):
    page = open_page(trust_contributor)
    type_too_late(page, part, trust_lead)
    page.goto("/")
    page.get_by_role("region", name="Still only on this device").get_by_role("link").click()
    waits = page.get_by_role("region", name="Not saved")
    expect(waits).to_contain_text("Too late")
    expect(waits).to_contain_text("your part in it has ended")
    assert_accessible(page)
    waits.get_by_role("button", name="Discard what I typed").click()
    expect(waits).to_be_hidden()
    expect(page.get_by_text("Nothing waits on this device.")).to_be_visible()
    wait_for_records(page, copies=0, drafts=0)


def test_words_for_a_part_that_has_ended_are_there_before_the_server_says_so(
    open_page, trust_lead, trust_contributor, part
):
    page = open_page(trust_contributor)
    type_too_late(page, part, trust_lead)
    asked = []

    def hold(route):
        asked.append(route)

    page.route(DEVICE, hold)
    page.goto("/")
    place = page.get_by_role("region", name="Still only on this device")
    expect(place).to_contain_text("1 answer to InSites learning framework")
    expect(place.get_by_role("link")).to_have_count(0)  # it might lead nowhere
    wait_until(page, lambda: len(asked), 1)
    asked.pop().continue_()
    place.get_by_role("link").click()
    page.wait_for_url(f"**{reverse('self_ratings:waiting')}")
    waits = page.get_by_role("region", name="Not saved")
    expect(waits).to_contain_text("Too late")
    expect(page.get_by_text("Nothing waits on this device.")).to_be_hidden()
    wait_until(page, lambda: len(asked), 1)
    asked.pop().abort()
    expect(waits.get_by_role("link")).to_have_count(1)  # perhaps it can still be sent
    page.unroute(DEVICE)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(waits).to_contain_text("your part in it has ended")
    expect(waits.get_by_role("button", name="Discard what I typed")).to_be_visible()


def test_answer_is_kept_on_the_device_before_the_page_says_so(open_page, trust_lead, part):
    page = open_page(trust_lead)
    page.goto(part("vision-strategy"))
    ready(page)
    page.route("**/agreed-strategy/", lambda route: route.abort())
    page.evaluate(WRITE_ON)
    block(page, STRATEGY).get_by_label("3 – Making progress").check()
    expect(block(page, STRATEGY).locator("[data-status]")).to_contain_text("no connection")
    expect(status(page)).to_have_text("Saving…")
    page.evaluate("window.isOver = true")
    expect(status(page)).to_have_text("Kept on this device, 1 waiting.")
    wait_for_records(page, copies=0, drafts=1)


def test_words_typed_while_the_device_is_asked_stay_beside_those_it_kept(
    open_page, trust_lead, part
):
    page = open_page(trust_lead)
    page.goto(part("vision-strategy"))
    page.route("**/agreed-strategy/", lambda route: route.abort())
    explain(page, STRATEGY, "Before")
    expect(status(page)).to_have_text("Kept on this device, 1 waiting.")
    other = page.context.new_page()
    other.faults = []
    other.goto("/")
    other.evaluate(WRITE_ON)
    page.reload()
    explain(page, STRATEGY, "Typed early")
    block(page, STRATEGY).get_by_label("3 – Making progress").check()
    expect(page.locator("form[data-is-ready]")).to_have_count(0)
    other.evaluate("window.isOver = true")
    ready(page)
    expect(block(page, STRATEGY).locator("textarea")).to_have_value("Before\nTyped early")
    page.unroute("**/agreed-strategy/")
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(status(page)).to_have_text("All answers are saved.")
    assert stored() == [("agreed-strategy", 3, "Before\nTyped early", 1)]


def test_a_colleagues_answer_appears_where_nothing_was_typed(
    open_page, trust_lead, trust_contributor, part
):
    mine, theirs = open_page(trust_lead), open_page(trust_contributor)
    for page in (mine, theirs):
        page.goto(part("vision-strategy"))
        ready(page)
    mine.route("**/agreed-strategy/", lambda route: route.abort())
    explain(mine, STRATEGY, "Mine, on its way")
    block(theirs, HEARD).get_by_label("3 – Making progress").check()
    explain(theirs, STRATEGY, "Theirs")
    expect(status(theirs)).to_have_text("All answers are saved.")
    mine.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(block(mine, HEARD).get_by_label("3 – Making progress")).to_be_checked()
    expect(block(mine, HEARD)).to_contain_text(f"Answered by {trust_contributor.name} at ")
    expect(block(mine, STRATEGY).locator("textarea")).to_have_value("Mine, on its way")
    mine.unroute("**/agreed-strategy/")
    mine.evaluate("dispatchEvent(new Event('online'))")
    expect(status(mine)).to_have_text("1 answer needs your choice.")
    mine.get_by_role("button", name="Keep my answer").click()
    expect(status(mine)).to_have_text("All answers are saved.")
    assert stored()[0][1:3] == (None, "Mine, on its way")


def test_questions_save_themselves_and_say_what_is_wrong(open_page, trust_lead, part):
    page = open_page(trust_lead)
    page.goto(part("context"))
    number = page.get_by_label("Staff employed")
    number.fill("about 500")
    expect(block(page, "staff-headcount")).to_contain_text(
        "Not saved. Enter ‘Staff employed’ as a number and nothing else, like 12,500 or 2.5"
    )
    expect(status(page)).to_have_text("1 answer is not saved: see beside each.")
    number.fill("12,500")
    page.get_by_label("Acute").check()
    expect(status(page)).to_have_text("All answers are saved.")
    found = ContextAnswer.objects.order_by("question").values_list("question", "words")
    assert list(found) == [("organisation-type", "acute"), ("staff-headcount", "12500")]


def test_last_round_is_used_only_when_asked_for(open_page, review, trust_lead):
    RatingFactory(
        assessment=SelfAssessmentFactory(review=review), value=5, explanation="It was so\n\nthen"
    )
    this = ReviewFactory(organisation=review.organisation, round_number=2)
    assessment = SelfAssessmentFactory(review=this)
    page = open_page(trust_lead)
    page.goto(f"/reviews/{this.slug}/maturity/{assessment.framework_key}/parts/vision-strategy/")
    ready(page)
    block(page, STRATEGY).get_by_text("Round 1: 5 – Proud to share").click()
    block(page, STRATEGY).get_by_role("button", name="Use this").click()
    expect(status(page)).to_have_text("All answers are saved.")
    found = assessment.ratings.values_list("value", "explanation", "updated_by")
    assert list(found) == [(5, "It was so\n\nthen", trust_lead.pk)]
