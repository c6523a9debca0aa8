"""The web process's entry point: `gunicorn portal.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application

import portal.celery  # noqa: F401  (tasks are sent through our app, not Celery's default one)
from portal.common.contenttype import with_plain_content_type
from portal.common.wholebody import with_whole_bodies

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

application = with_whole_bodies(with_plain_content_type(get_wsgi_application()))
