"""gunicorn: how many processes and threads serve the site, and how long they may take.

WEB_CONCURRENCY and WEB_THREADS size one instance; more instances are started for more load, for nothing is kept in
a process. Binding is left to --bind (a socket behind the proxy; the development supervisor passes an open one).
"""

import os

wsgi_app = "portal.wsgi:application"
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
# Few: the threads of a process take turns at the interpreter, and more of them make every request slower. A proxy that
# takes uploads in whole before it passes them on keeps a slow line from holding one.
threads = int(os.environ.get("WEB_THREADS", "2"))
# A request of an applicant ends well within this; a CSV of a shortlist is streamed.
timeout = 60
preload_app = True  # loaded once, then forked: a quicker start and less memory; nothing is connected while loading
graceful_timeout = 30
# A connection that stays open stays with the process that took it: eight can lie with one while the other has none.
keepalive = 0
# A worker is replaced now and then, so that slow leaks stay small; the jitter keeps them from going all at once.
max_requests = 5000
max_requests_jitter = 500
# Heartbeats of the workers must not wait for a disk.
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None
accesslog = None  # the application logs requests itself, as JSON
errorlog = "-"
