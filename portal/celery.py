"""The Celery app: short idempotent tasks; Postgres holds the work, Redis only signals (docs/architecture.md)."""

import os
from typing import Any

from celery import Celery, Task
from kombu.transport.redis import Channel, QoS

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")


class ScopedTask(Task):  # type: ignore[misc]
    """A task that reads scoped tables for somebody, or says why it need not: what a page may not do, a task may not."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        from portal.common.scoping import scope_required  # models: this module is read before Django is set up

        with scope_required():
            return super().__call__(*args, **kwargs)


app = Celery("portal", task_cls=ScopedTask)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


class ForgetfulQoS(QoS):
    """Bookkeeping of a channel that lets go of its messages when the channel is closed.

    A worker that loses Redis with a task in hand closes the channel, then tries to put the task back, or to
    acknowledge it, through the closed channel: in kombu 5.7 that ends the worker. Neither is needed: the sweeper finds
    whatever a signal was about.
    """

    restore_at_shutdown = False

    def ack(self, delivery_tag: str) -> None:
        """Acknowledge, unless the connection that brought the message is gone."""
        if not self.channel.closed:
            super().ack(delivery_tag)  # type: ignore[no-untyped-call]

    def reject(self, delivery_tag: str, requeue: bool = False) -> None:
        """Reject, unless the connection that brought the message is gone."""
        if not self.channel.closed:
            super().reject(delivery_tag, requeue=requeue)  # type: ignore[no-untyped-call]


Channel.QoS = ForgetfulQoS
