"""What the processes of one machine are started with."""

import os
import sys
from pathlib import Path


def web_command(listener_fd: int) -> list[str]:
    """gunicorn on an inherited socket: four processes with eight threads each.

    More processes than most machines have cores: one waits for the disk while another works, and
    whoever holds SQLite's write lock seldom waits for another thread's Python. Threads, since
    sound and words come up slowly where the wifi is bad: a plain worker would wait for one sender
    alone, and be killed with what it holds after 30 seconds. Connections are kept for longer than
    a recording page pauses between two questions. The application is loaded once, before the
    processes part: a fault in it ends the server at once.
    """
    return [
        *(sys.executable, "-m", "gunicorn", "adoption_reviews.wsgi:application"),
        *("--bind", f"fd://{listener_fd}"),
        *("--workers", "4", "--threads", "8", "--keep-alive", "10", "--preload"),
        *("--limit-request-line", "8190"),  # long addresses get a page in answer, not a bare 414
        *("--access-logfile", "-"),
        "--no-control-socket",
    ]


def worker_command(schedule: Path) -> list[str]:
    """A Celery worker with the clock inside; `schedule` is where the clock notes its last runs.

    The name carries our process id: two runs over one data folder must not be taken for one.
    """
    return [
        *(sys.executable, "-m", "celery", "--app", "adoption_reviews.celery:app", "worker"),
        *("--beat", "--schedule", str(schedule)),
        *("--concurrency", str(min(2, os.cpu_count() or 1))),
        *("--hostname", f"serve-{os.getpid()}@%h"),
        *("--loglevel", "INFO"),
        *("--without-gossip", "--without-mingle", "--without-heartbeat"),
    ]
