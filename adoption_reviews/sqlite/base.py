"""Django's SQLite, in which nobody waits for another's disk, nor longer than for their turn.

With `synchronous=FULL`, SQLite waits for the disk inside COMMIT, while it holds the lock that only
one writer has: five people who save at once wait for five disks, one after another. Here a
transaction writes to the log (WAL) and lets the next writer in; then it waits until the log is on
the disk, and has committed for whoever asked only when it is. So a power cut still loses nothing
that was answered: the wait is the one that `synchronous=NORMAL` leaves out of a commit, and all
others stay. https://www.sqlite.org/pragma.html#pragma_synchronous

Writers queue. SQLite itself has whoever finds its lock taken sleep and ask again, at longer and
longer intervals, so that the lock is often free while everybody sleeps, and who asked first may
get it last. Here they wait for a lock of the system's, which wakes the next one at once, in the
order they came, and which it takes back from a process that dies.
"""

import fcntl
import os

from django.db.backends.sqlite3 import base

FULL = 2
sync = getattr(os, "fdatasync", os.fsync)  # as SQLite does: not every system has the first


class DatabaseWrapper(base.DatabaseWrapper):
    def get_new_connection(self, conn_params):
        connection = super().get_new_connection(conn_params)
        [journal] = connection.execute("PRAGMA journal_mode").fetchone()
        [waits] = connection.execute("PRAGMA synchronous").fetchone()
        self.syncs_log = journal == "wal" and waits == FULL
        if self.syncs_log:
            self.queue = os.open(
                f"{self.settings_dict['NAME']}-queue", os.O_RDWR | os.O_CREAT, 0o600
            )
        return connection

    def _start_transaction_under_autocommit(self):
        if not self.syncs_log:
            super()._start_transaction_under_autocommit()
            return
        fcntl.flock(self.queue, fcntl.LOCK_EX)
        try:
            self.connection.execute("PRAGMA synchronous=NORMAL")
            super()._start_transaction_under_autocommit()
        except BaseException:
            self._leave()
            raise

    def _commit(self):
        super()._commit()
        if self.connection is not None and self.syncs_log:
            self._leave()
            self._sync_log()

    def _rollback(self):
        super()._rollback()
        if self.connection is not None and self.syncs_log:
            self._leave()

    def _close(self):
        super()._close()
        if self.connection is not None and self.syncs_log:
            os.close(self.queue)

    def _leave(self):
        """Let the next writer in. As a connection begins: a statement outside a transaction waits
        for the disk itself.
        """
        fcntl.flock(self.queue, fcntl.LOCK_UN)
        self.connection.execute("PRAGMA synchronous=FULL")

    def _sync_log(self):
        """Wait until the log is on the disk. Raises OSError when the disk refuses: nobody is told
        then that their words are kept, and they are sent again.
        """
        # SQLite's locks are on other files: closing this one lets none of them go.
        log = os.open(f"{self.settings_dict['NAME']}-wal", os.O_RDONLY)
        try:
            sync(log)
        finally:
            os.close(log)
