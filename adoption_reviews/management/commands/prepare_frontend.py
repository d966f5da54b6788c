from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from adoption_reviews.frontend import NotInstalled, prepare_merging, prepare_nhsuk
from adoption_reviews.pdf_fonts import prepare_fonts


class Command(BaseCommand):
    help = "Makes the files we serve and print with from what npm installed"
    requires_system_checks = []  # runs while the environment is still being set up

    def handle(self, **options):
        node_modules = settings.BASE_DIR / "node_modules"
        try:
            made = {
                "NHS.UK frontend": prepare_nhsuk(
                    node_modules=node_modules, out=settings.BUILD_DIR / "frontend" / "nhsuk"
                ),
                "Three-way merge": prepare_merging(
                    node_modules=node_modules, out=settings.BUILD_DIR / "frontend" / "merging"
                ),
                "PDF fonts": prepare_fonts(
                    node_modules=node_modules, out=settings.BUILD_DIR / "fonts"
                ),
            }
        except NotInstalled as error:
            raise CommandError(f"{error} is not in {node_modules}: run make setup") from error
        except OSError as error:
            raise CommandError(f"Cannot write {error.filename}: {error.strerror}") from error
        for what, is_new in made.items():
            self.stdout.write(f"{what}: {'made' if is_new else 'up to date'}")
