"""Measures search-server under load, and prints tables in Markdown.

    python3 Benchmarks/server.py SEARCH SEARCH_SERVER ARCHIVE

Needs wrk and h2load (Debian's packages wrk and nghttp2-client). Server and clients share the cores
of one machine. Both sides of each ratio repeat the same queries equally often, in one run.
"""

import json
import os
import pathlib
import re
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from query_sample import make_queries  # noqa: E402

PORT = 7790
COUNT = 1000


class Server:
    """search-server, as long as the `with` block runs."""

    def __init__(self, program, archive, *options):
        self.arguments = [program, "--database", archive, "--port", str(PORT), *options]

    def __enter__(self):
        self.process = subprocess.Popen(self.arguments, stderr=subprocess.DEVNULL)
        for _ in range(200):
            try:
                get("/health")
                return self
            except OSError:
                time.sleep(0.05)
        raise SystemExit("the server does not start")

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)

    def anonymous_megabytes(self):
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"RssAnon:\s+(\d+)", status)[1]) / 1024


def get(target):
    with urllib.request.urlopen(f"http://127.0.0.1:{PORT}{target}", timeout=30) as answer:
        return answer.read()


def percentile(values, share):
    values = sorted(values)
    return values[min(len(values) - 1, int(len(values) * share))]


def batch_rate(search, archive, queries, folder):
    """Queries in a second of `search batch --jobs 2`, each query asked three times."""
    file = folder / "queries.txt"
    file.write_text("".join(query + "\n" for query in queries * 3))
    times = []
    for _ in range(3):
        start = time.perf_counter()
        subprocess.run([search, "batch", file, "--database", archive, "--jobs", "2"],
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
        times.append(time.perf_counter() - start)
    return 3 * len(queries) / statistics.median(times)


def closed_loop(urls, folder, connections=64):
    """Requests in a second of wrk, each URL asked three times or more."""
    script = folder / "urls.lua"
    lines = ",".join(json.dumps(url) for url in urls)
    script.write_text(f"local urls = {{{lines}}}\nlocal i = 0\n"
                      "request = function() i = i % #urls + 1; "
                      "return wrk.format('GET', urls[i]) end\n")
    output = subprocess.run(
        ["wrk", "-t1", f"-c{connections}", "-d15s", "-s", script, f"http://127.0.0.1:{PORT}"],
        capture_output=True, text=True, check=True).stdout
    errors = re.search(r"Non-2xx or 3xx responses: (\d+)", output)
    return float(re.search(r"Requests/sec:\s+([\d.]+)", output)[1]), int(errors[1]) if errors else 0


def open_loop(urls, rate, folder, seconds=20, clients=32):
    """Times of requests sent at a fixed rate, in milliseconds, and the number of failures."""
    file, log = folder / "urls.txt", folder / "times.log"
    file.write_text("".join(f"http://127.0.0.1:{PORT}{url}\n" for url in urls))
    log.unlink(missing_ok=True)
    subprocess.run(
        ["h2load", "--h1", "-t1", f"-c{clients}", f"--rps={rate / clients:.3f}",
         f"-D{seconds}", "--warm-up-time=1", f"--log-file={log}", "-i", file],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    times, failures = [], 0
    for line in log.read_text().splitlines():
        _, status, microseconds = line.split("\t")
        if status == "200":
            times.append(int(microseconds) / 1000)
        else:
            failures += 1
    return times, failures


def main():
    search, program, archive = sys.argv[1:]
    queries = [text for _, text in make_queries(sqlite3.connect(archive), COUNT)]
    urls = ["/search?" + urllib.parse.urlencode({"q": query}) for query in queries]
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        batch = batch_rate(search, archive, queries, folder)
        with Server(program, archive, "--queue", "1000", "--threads", "2") as server:
            for url in urls:
                get(url)
            rate, errors = closed_loop(urls, folder)
            print(f"Closed loop, 64 connections, {COUNT} queries in turn\n")
            print("| | requests in a second |\n| --- | --- |")
            print(f"| search batch --jobs 2 | {batch:.0f} |")
            print(f"| search-server | {rate:.0f} |")
            print(f"| ratio | {rate / batch:.2f} |\n\nfailures: {errors}\n")
            times, failures = open_loop(urls, rate / 2, folder)
            print(f"Open loop at {rate / 2:.0f} requests in a second, milliseconds\n")
            print("| median | p99 | p99.9 | failures | anonymous memory, MB |")
            print("| --- | --- | --- | --- | --- |")
            print(f"| {percentile(times, .5):.1f} | {percentile(times, .99):.1f} | "
                  f"{percentile(times, .999):.1f} | {failures} | "
                  f"{server.anonymous_megabytes():.0f} |\n")
        return 0 if rate / batch >= 0.8 else 1


if __name__ == "__main__":
    os.environ["LC_ALL"] = "C"
    sys.exit(main())
