"""Runs `search ingest`, and measures the time and the memory of all its processes together."""

import os
import resource
import signal
import sqlite3
import subprocess
import threading
import time

SAMPLE_SECONDS = 0.03


def tree(root):
    """The process and all processes below it."""
    found, waiting = [], [root]
    while waiting:
        pid = waiting.pop()
        found.append(pid)
        try:
            for task in os.listdir(f"/proc/{pid}/task"):
                with open(f"/proc/{pid}/task/{task}/children") as f:
                    waiting += [int(word) for word in f.read().split()]
        except OSError:
            pass
    return found


def proportional_kilobytes(pid):
    """The memory of a process, with a part of what it shares."""
    try:
        with open(f"/proc/{pid}/smaps_rollup") as f:
            return next(int(line.split()[1]) for line in f if line.startswith("Pss:"))
    except (OSError, StopIteration):
        return 0


class Result:
    def __init__(self, status, seconds, kilobytes, errors):
        self.status, self.seconds, self.kilobytes, self.errors = status, seconds, kilobytes, errors


def ingest(search, folder, database, address_space=None, timeout=900):
    """Ingests a folder into a new archive.

    A negative status is the number of a signal; None means that the run did not end.
    """
    for suffix in ("", "-wal", "-shm"):
        if os.path.exists(database + suffix):
            os.remove(database + suffix)

    def limit():
        if address_space:
            resource.setrlimit(resource.RLIMIT_AS, (address_space * 1024,) * 2)

    start = time.monotonic()
    process = subprocess.Popen(
        [search, "ingest", folder, "--database", database], stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE, preexec_fn=limit, start_new_session=True,
        env=os.environ | {"SWIFT_BACKTRACE": "enable=no"})
    peak = 0
    errors = []
    reader = threading.Thread(target=lambda: errors.append(process.stderr.read()))
    reader.start()
    is_over = False
    while process.poll() is None:
        peak = max(peak, sum(map(proportional_kilobytes, tree(process.pid))))
        if time.monotonic() - start > timeout:
            os.killpg(process.pid, signal.SIGKILL)
            is_over = True
        time.sleep(SAMPLE_SECONDS)
    seconds = time.monotonic() - start
    reader.join()
    status = None if is_over else process.returncode
    return Result(status, seconds, peak, b"".join(errors).decode(errors="replace"))


def stored(database):
    """The locations and texts in an archive."""
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    try:
        return dict(connection.execute(
            "SELECT location, text FROM articles JOIN article_texts ON article_id = articles.id"))
    finally:
        connection.close()
