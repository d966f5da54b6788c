"""The project's settings, with what tests need: a data folder of their own and cheap passwords.

A run has one folder, gone at its end. Each process of pytest-xdist has a part of it and a Redis
database of its own; what a test starts inherits both with the environment.
"""

import atexit
import os
import shutil
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

if "TEST_RUN_DIR" not in os.environ:  # the first process of the run, which outlives the others
    os.environ["TEST_RUN_DIR"] = tempfile.mkdtemp(prefix="adoption-reviews-test-")
    atexit.register(shutil.rmtree, os.environ["TEST_RUN_DIR"], ignore_errors=True)

# A run has dozens of processes. Each would compile every module and every test anew.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

PROCESS = os.environ.get("PYTEST_XDIST_WORKER", "gw0")  # gw0, gw1 ...
# Whatever the shell names as the data folder is somebody's data.
os.environ["DATA_DIR"] = str(Path(os.environ["TEST_RUN_DIR"], PROCESS))

from adoption_reviews.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {  # noqa: F405
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
}
# Each client of a test would look through the collected files anew. Nobody needs them here.
STATIC_ROOT = DATA_DIR / "static"  # noqa: F405
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# A thread of the live server must not hold on to the test database when it is to be dropped.
DATABASES["default"]["CONN_MAX_AGE"] = 0  # noqa: F405
HTTPS = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = False
SECURE_HSTS_SECONDS = 0

if SERVED:  # noqa: F405
    parts = urlsplit(REDIS_URL)  # noqa: F405
    REDIS_URL = CELERY_BROKER_URL = parts._replace(path=PROCESS.replace("gw", "/")).geturl()
else:
    # The rows are thrown away: no test waits for the disk.
    DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"  # noqa: F405
