import sys
from contextlib import nullcontext

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import OperationalError, connections
from django.utils.module_loading import import_string

from adoption_reviews.models import User
from adoption_reviews.running.ports import HOST, PortRefused, claim_port
from adoption_reviews.running.restarts import Failed
from adoption_reviews.running.together import run_together

# Named as text, as the URL tree names the apps: the core imports none of them.
SIGN_INS = "reports.demo.signins.sign_ins"


class DatabaseUnusable(Exception):
    """It cannot be reached, read or written; the message gives the driver's words."""


class Command(BaseCommand):
    help = "Runs the product on this machine: web server, worker and clock, until Ctrl-C."
    requires_system_checks = []  # migrate runs them

    def add_arguments(self, parser):
        parser.add_argument("--port", default="8000", help="default 8000")
        parser.add_argument("--no-web", action="store_true", help="worker and clock only")
        parser.add_argument("--no-demo", action="store_true", help="leave an empty database empty")
        parser.add_argument(
            "--until", metavar="COMMAND", help="run this manage.py command, then stop with its code"
        )

    def handle(self, *, port, no_web, no_demo, until, **options):
        # The demo's passwords are public: a served database never gets it by itself.
        demo = not no_demo and not settings.SERVED
        try:
            with nullcontext() if no_web else claim_port(port) as listener:
                self.prepare(demo=demo)
                code = run_together(
                    listener=listener,
                    until=until,
                    logs=settings.DATA_DIR / "log",
                    host_header=settings.ALLOWED_HOSTS[0],
                    on_ready=lambda: listener and self.welcome(port, demo=demo),
                    on_stop=lambda: listener and self.say_stopping(),
                    say=self.stderr.write,
                )
        except (PortRefused, Failed, DatabaseUnusable) as reason:
            self.stderr.write(str(reason))  # one line for people, without "CommandError"
            code = 1
        except KeyboardInterrupt:  # only while preparing; later it is counted, not raised
            code = 130
        sys.exit(code)

    def prepare(self, *, demo):
        """Bring the database up to date; an empty one gets the demo hub where that is wanted."""
        self.stdout.write("Preparing the database ...")
        try:
            call_command("migrate", verbosity=0, interactive=False)
            if demo:
                call_command("load_demo", "--if-empty", stdout=self.stdout)
        except (OperationalError, OSError) as error:
            raise DatabaseUnusable(f"The database cannot be used: {first_line(error)}") from None
        connections.close_all()

    def welcome(self, port, *, demo):
        """The address, and whom one can sign in as."""
        self.stdout.write(f"\n{settings.PRODUCT_NAME} runs at http://{HOST}:{port}/\n")
        if sign_ins := one_sign_in_per_role() if demo else []:
            self.stdout.write("Sign in as")
        for each in sign_ins:
            self.stdout.write(f"  {each.role:<18} {each.email:<36} password {each.password}")
        self.stdout.write(f"\nLogs are in {settings.DATA_DIR / 'log'}. Ctrl-C stops everything.")
        self.stdout.flush()

    def say_stopping(self):
        self.stdout.write("Stopping ... (Ctrl-C again stops at once)")


def one_sign_in_per_role() -> list:
    """The demo's sign-ins, the first of each role; none when this database is not the demo's."""
    by_role = {}
    for each in import_string(SIGN_INS)():
        by_role.setdefault(each.role, each)
    there = User.objects.filter(email__in=[each.email for each in by_role.values()])
    found = set(there.values_list("email", flat=True))
    connections.close_all()
    return [each for each in by_role.values() if each.email in found]


def first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0]
