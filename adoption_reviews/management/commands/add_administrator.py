"""manage.py add_administrator EMAIL NAME: the first person of a new hub."""

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from adoption_reviews import actions
from adoption_reviews.models import User
from adoption_reviews.roles import Role


class Command(BaseCommand):
    help = (
        "Give somebody the role of hub administrator, adding them if they are new. They choose a "
        "password on the sign-in page, by “I have forgotten my password”."
    )

    def add_arguments(self, parser):
        parser.add_argument("email")
        parser.add_argument("name", help="in quotation marks")

    @transaction.atomic
    def handle(self, *args, email, name, **options):
        try:
            person = User.objects.filter(email__iexact=email.strip()).first()
            if person is None:
                person = actions.add_person(email=email, name=name, by=None)
            actions.give_role(user=person, role=Role.HUB_ADMINISTRATOR, by=None)
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from None
        self.stdout.write(f"{person.name} ({person.email}) is a hub administrator.")
