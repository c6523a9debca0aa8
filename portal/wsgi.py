"""The web process's entry point: `gunicorn portal.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application

import portal.celery  # noqa: F401  (tasks are sent through our app, not Celery's default one)

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

application = get_wsgi_application()
