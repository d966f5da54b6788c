"""Is the process alive, and can it do its work? For load balancers, containers and `make run`."""

import logging
import tempfile
from functools import cache

from celery import current_app
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from adoption_reviews.access import public

logger = logging.getLogger(__name__)

SECONDS_FOR_BROKER = 2


@public
@require_safe
@never_cache
def healthz(request):
    """The process answers; nothing else is looked at."""
    return HttpResponse("ok\n", content_type="text/plain")


@public
@require_safe
@never_cache
def readyz(request):
    """`{check: "ok" | "failing"}`, with status 503 when one fails. The reasons go to the log."""
    states = readiness()
    return JsonResponse(states, status=200 if set(states.values()) == {"ok"} else 503)


def readiness(*names: str) -> dict[str, str]:
    """The state, "ok" or "failing", of the named checks, or of all, in the order of `CHECKS`."""
    return {
        name: _state(name, check) for name, check in CHECKS.items() if not names or name in names
    }


def _state(name, check) -> str:
    try:
        check()
    except Exception as error:  # whatever goes wrong, the answer is that it does not work
        logger.warning("Not ready: %s: %s", name, error)
        return "failing"
    return "ok"


def check_database():
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def check_broker():
    if not settings.SERVED:
        with tempfile.TemporaryFile(dir=settings.BROKER_DIR) as file:
            file.write(b"ready")
        return
    with current_app.connection_for_write(
        transport_options={
            "socket_connect_timeout": SECONDS_FOR_BROKER,
            "socket_timeout": SECONDS_FOR_BROKER,
        }
    ) as broker:
        broker.ensure_connection(max_retries=1, timeout=SECONDS_FOR_BROKER)


@cache  # a failure is asked again; once applied, the migrations this process knows stay applied
def check_migrations():
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        raise RuntimeError(f"{len(plan)} migrations are not applied")


def check_storage():
    default_storage.delete(default_storage.save("ready-check", ContentFile(b"ready")))


CHECKS = {
    "database": check_database,
    "broker": check_broker,
    "migrations": check_migrations,
    "storage": check_storage,
}
