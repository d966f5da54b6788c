"""Talking a rating over: nothing typed is lost, and what others say comes by itself."""

from playwright.sync_api import expect

from maturity.models import Remark

PAGE = "/reviews/{}/maturity/insites-learning-framework/parts/vision-strategy/agreed-strategy/talk/"
NARROW = {"width": 320, "height": 640}
# By the page's own clock: a second press of a button within a second counts as the first.
NO_DOUBLE_CLICK = "new Promise((go) => setTimeout(go, 1100))"


def thread(page, name="discussion"):
    return page.locator(f'[data-thread="{name}"]')


def field(page, name="discussion"):
    return thread(page, name).locator("textarea")


def send(page, name="discussion"):
    thread(page, name).get_by_role("button").click()


def status(page, name="discussion"):
    return thread(page, name).locator("[data-status]")


def test_rating_is_talked_over(open_page, review, trust_lead, trust_contributor, request):
    reviewer = request.getfixturevalue("reviewer")
    assert_accessible = request.getfixturevalue("assert_accessible")
    url = PAGE.format(review.slug)
    lead, contributor = open_page(trust_lead), open_page(trust_contributor, viewport=NARROW)
    lead.goto(url)
    contributor.goto(url)

    # What was typed and not sent is there again after a reload, in its own thread.
    field(lead).fill("The board agreed it in May.\nFew wards know it.")
    lead.reload()
    expect(field(lead)).to_have_value("The board agreed it in May.\nFew wards know it.")
    expect(field(lead, "reviewers")).to_have_value("")

    # Without a network it stays, and is sent by itself once there is one.
    lead.context.set_offline(True)
    send(lead)
    expect(status(lead)).to_contain_text("Not sent yet: no connection.")
    expect(field(lead)).to_have_value("The board agreed it in May.\nFew wards know it.")
    lead.context.set_offline(False)
    expect(status(lead)).to_have_text("Your remark has been added.")
    expect(field(lead)).to_have_value("")
    expect(thread(lead).locator("li")).to_contain_text("The board agreed it in May.")
    assert Remark.objects.get().words == "The board agreed it in May.\nFew wards know it."

    # The colleague sees it without losing what they are typing.
    field(contributor).fill("I would say")
    contributor.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(thread(contributor).locator("li")).to_contain_text("Few wards know it.")
    expect(field(contributor)).to_have_value("I would say")
    field(contributor).press_sequentially(" 3 then.")
    send(contributor)
    expect(thread(contributor).locator("li")).to_have_count(2)
    assert_accessible(contributor)

    # The reviewer reads their own thread and nothing else, and is answered.
    other = open_page(reviewer)
    other.goto(url)
    expect(thread(other)).to_have_count(0)
    assert "Few wards know it." not in other.content()
    field(other, "reviewers").fill("Which board paper is it?")
    send(other, "reviewers")
    expect(status(other, "reviewers")).to_have_text("Your remark has been added.")
    lead.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(thread(lead, "reviewers").locator("li")).to_contain_text("Which board paper is it?")

    # What cannot be said stays in the field, with the reason beside it.
    field(lead, "reviewers").fill("x" * 4001)
    send(lead, "reviewers")
    expect(status(lead, "reviewers")).to_contain_text("A remark must be 4,000 characters or fewer")
    expect(field(lead, "reviewers")).to_have_value("x" * 4001)

    # After signing out in another tab the words stay as well.
    lead.evaluate(NO_DOUBLE_CLICK)
    field(lead, "reviewers").fill("The paper of May.")
    lead.context.clear_cookies(name="sessionid")
    send(lead, "reviewers")
    expect(status(lead, "reviewers")).to_contain_text("you have been signed out")
    expect(field(lead, "reviewers")).to_have_value("The paper of May.")
    assert Remark.objects.count() == 3
