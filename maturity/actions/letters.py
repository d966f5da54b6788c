"""E-mails to those who take part in a self-rating: plain text, templates/maturity/email/."""

from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse

from adoption_reviews.actions import InvitationNotSent
from maturity.links import link_token
from maturity.models import Contributor
from maturity.queries import framework_of


def send_letter(template: str, *, to: str, **context) -> None:
    """Send `template`'s subject and message. Raises InvitationNotSent when the mail server does
    not take it. Call it once the rows it speaks of are committed.
    """
    context |= {"hub_name": settings.HUB_NAME, "product_name": settings.PRODUCT_NAME}
    subject = render_to_string(f"maturity/email/{template}_subject.txt", context)
    message = render_to_string(f"maturity/email/{template}_message.txt", context)
    try:
        send_mail(" ".join(subject.split()), message, from_email=None, recipient_list=[to])
    except (SMTPException, OSError) as error:
        raise InvitationNotSent(str(error)) from error


def write_to(contributor: Contributor, template: str, *, site_url: str, by, **context) -> None:
    """Send a letter about a contributor's parts. `site_url` is this site's address, e.g.
    https://hub.example/. Raises InvitationNotSent.
    """
    assessment = contributor.assessment
    framework, review = framework_of(assessment), assessment.review
    site = site_url.rstrip("/")
    send_letter(
        template,
        to=contributor.user.email if contributor.user else contributor.email,
        contributor=contributor,
        lead=by,
        trust=review.organisation.name,
        framework=framework,
        parts=[each for each in framework.domains if each.key in contributor.domains],
        join_url=site + reverse("joining:join", args=[link_token(contributor)]),
        work_url=site + reverse("maturity:detail", args=[review.slug, assessment.framework_key]),
        **context,
    )
