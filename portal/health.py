"""`/healthz/`: live = the process answers; ready = it can serve; work = mails and tasks move.

Ready does not ask Redis: without it a submission is still saved, only its mail waits.
"""

from datetime import timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Min
from django.http import HttpRequest, JsonResponse
from django.urls import path

from portal.audit.queries import longest_unsealed
from portal.common import clock
from portal.files import scanning
from portal.files.limited.here import walls_in_a_word
from portal.outbox.models import Heartbeat, Message

STALE = timedelta(minutes=5)
_migrated = False


def live(request: HttpRequest) -> JsonResponse:
    """200 while the process answers."""
    return JsonResponse({"live": True})


def ready(request: HttpRequest) -> JsonResponse:
    """200 when the database answers, is migrated, and storage can be written."""
    checks = {"database": _try(_database), "migrations": _try(_migrations), "storage": _try(_storage)}
    # Uploads are taken without these two as well; they wait, or are labelled.
    checks["scanner"] = scanning.in_a_word()
    checks["file_checks"] = walls_in_a_word()
    ok = all(checks[name] == "ok" for name in ("database", "migrations", "storage"))
    return JsonResponse(checks, status=200 if ok else 503)


def work(request: HttpRequest) -> JsonResponse:
    """200 when no mail has been due for long, beat has ticked and a worker has answered lately."""
    now = clock.now()
    oldest = Message.objects.due(now).aggregate(at=Min("due_at"))["at"]
    beats = dict(Heartbeat.objects.values_list("name", "at"))
    ages: dict[str, Any] = {
        name: (now - beats[name]).total_seconds() if name in beats else None for name in ("beat", "worker")
    }
    ages["oldest_due"] = (now - oldest).total_seconds() if oldest else 0.0
    ok = all(age is not None and age < STALE.total_seconds() for age in ages.values())
    ages["oldest_unsealed"] = longest_unsealed()  # told, not judged: nobody waits for a seal
    return JsonResponse(ages, status=200 if ok else 503)


def _try(check: Any) -> str:
    try:
        check()
    except Exception as error:
        return type(error).__name__
    return "ok"


def _database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _migrations() -> None:
    global _migrated
    if _migrated:  # once true it stays true for this process
        return
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise RuntimeError("migrations are missing")
    _migrated = True


def _storage() -> None:
    default_storage.delete(default_storage.save("health/probe", ContentFile(b"ok")))


urlpatterns = [
    path("live", live, name="health-live"),
    path("ready", ready, name="health-ready"),
    path("work", work, name="health-work"),
]
