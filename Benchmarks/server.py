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
import threading
import time
import urllib.parse
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from query_sample import make_queries  # noqa: E402

PORT = 7790
COUNT = 1000

# The limits of the figures: milliseconds, megabytes, and the least ratio to `search batch`.
MIN_RATIO = 0.8
MAX_P99, MAX_P999 = 25, 100
MAX_MEMORY = 250
MAX_REFUSAL, MAX_HEALTH = 50, 20


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


def read_log(log):
    """Times in milliseconds by status, from a log of h2load."""
    times = {}
    for line in log.read_text().splitlines():
        _, status, microseconds = line.split("\t")
        times.setdefault(status, []).append(int(microseconds) / 1000)
    return times


def start_h2load(folder, name, urls, *options):
    file, log = folder / f"{name}.txt", folder / f"{name}.log"
    file.write_text("".join(f"http://127.0.0.1:{PORT}{url}\n" for url in urls))
    log.unlink(missing_ok=True)
    process = subprocess.Popen(
        ["h2load", "--h1", "-t1", *options, f"--log-file={log}", "-i", file],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return process, log


def open_loop(urls, rate, folder, seconds=20, processes=8):
    """Times of requests sent at a fixed rate, by status.

    h2load sends the requests of all its connections at the same moment, so there are several
    processes with a connection each, which start one after the other.
    """
    running = []
    for number in range(processes):
        first = number * len(urls) // processes
        running.append(start_h2load(
            folder, f"open{number}", urls[first:] + urls[:first], "-c1",
            f"--rps={rate / processes:.3f}", f"-D{seconds}", "--warm-up-time=1"))
        time.sleep(1.37 / rate)
    times = {}
    for process, log in running:
        process.wait()
        for status, values in read_log(log).items():
            times.setdefault(status, []).extend(values)
    return times


def saturate(urls, folder, connections, seconds=10):
    """Times of requests that come as fast as answers do, and of /health beside them, by status."""
    flood, flood_log = start_h2load(folder, "flood", urls, f"-c{connections}", f"-D{seconds}")
    time.sleep(0.5)
    health, health_log = start_h2load(
        folder, "health", ["/health"], "-c2", "--rps=50", f"-D{seconds - 2}")
    flood.wait()
    health.wait()
    return read_log(flood_log), read_log(health_log)


def soak(search, archive, urls, rate, folder, server, minutes):
    """Times of requests at a fixed rate beside an ingest every few seconds; memory in each minute."""
    over = threading.Event()
    file = folder / "soak.jsonl"

    def ingest():
        number = 0
        while not over.wait(4):
            number += 1
            file.write_text(json.dumps(
                {"id": str(number % 50), "title": "Soak", "text": f"windows server {number}"}))
            subprocess.run([search, "ingest", file, "--database", archive, "--quiet"], check=True)

    thread = threading.Thread(target=ingest)
    thread.start()
    times, memory = {}, []
    for _ in range(minutes):
        for status, values in open_loop(urls, rate, folder, seconds=58).items():
            times.setdefault(status, []).extend(values)
        memory.append(server.anonymous_megabytes())
    over.set()
    thread.join()
    return times, memory


def exceeded(figures):
    """Sentences about the figures beyond their limits; `figures` has (name, value, limit)."""
    return [f"{name} is {value:.1f}, more than {limit}" for name, value, limit in figures
            if value > limit]


def row(name, times):
    return (f"| {name} | {len(times)} | {percentile(times, .5):.1f} | {percentile(times, .99):.1f} | "
            f"{percentile(times, .999):.1f} |")


def main():
    search, program, archive = sys.argv[1:4]
    minutes = int(sys.argv[4]) if len(sys.argv) > 4 else 1
    queries = [text for _, text in make_queries(sqlite3.connect(archive), COUNT)]
    urls = ["/search?" + urllib.parse.urlencode({"q": query}) for query in queries]
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        with Server(program, archive, "--queue", "1000", "--threads", "2") as server:
            for url in urls:
                get(url)
            rounds = [(batch_rate(search, archive, queries, folder), *closed_loop(urls, folder))
                      for _ in range(3)]
            batch, rate = (statistics.median(values[i] for values in rounds) for i in (0, 1))
            print(f"Closed loop, 64 connections, {COUNT} queries in turn: medians of three rounds\n")
            print("| | requests in a second |\n| --- | --- |")
            print(f"| search batch --jobs 2 | {batch:.0f} |")
            print(f"| search-server | {rate:.0f} |")
            print(f"| ratio | {rate / batch:.2f} |\n\nfailures: {sum(r[2] for r in rounds)}\n")
            head = "| | answers | median | p99 | p99.9 |\n| --- | --- | --- | --- | --- |"
            times = open_loop(urls, rate / 2, folder)
            print(f"Open loop at {rate / 2:.0f} requests in a second, milliseconds\n\n{head}")
            for status in sorted(times):
                print(row(status, times[status]))
            answered = times.pop("200", [0])
            figures = [("p99", percentile(answered, .99), MAX_P99),
                       ("p99.9", percentile(answered, .999), MAX_P999),
                       ("failures", sum(map(len, times.values())) + sum(r[2] for r in rounds), 0)]
            print(f"\nOpen loop at {rate / 4:.0f} requests in a second beside an ingest, "
                  f"{minutes} min\n\n{head}")
            times, memory = soak(search, archive, urls, rate / 4, folder, server, minutes)
            for status in sorted(times):
                print(row(status, times[status]))
            print("\nanonymous memory after each minute, MB: "
                  + ", ".join(f"{value:.0f}" for value in memory))
            times.pop("200", [])
            figures += [("failures beside an ingest", sum(map(len, times.values())), 0),
                        ("anonymous memory", max(memory), MAX_MEMORY),
                        ("growth of memory", memory[-1] - memory[0], MAX_MEMORY / 10)]
        with Server(program, archive, "--queue", "32", "--threads", "2"):
            flood, health = saturate(urls, folder, 256)
            print(f"\nSaturation, 256 connections, a queue of 32, milliseconds\n\n{head}")
            for status in sorted(flood):
                print(row(f"/search {status}", flood[status]))
            for status in sorted(health):
                print(row(f"/health {status}", health[status]))
            figures += [("p99 of refusals", percentile(flood.get("503", [0]), .99), MAX_REFUSAL),
                        ("p99 of /health", percentile(health.get("200", [0]), .99), MAX_HEALTH)]
        problems = exceeded(figures)
        if rate / batch < MIN_RATIO:
            problems.append(f"the ratio is {rate / batch:.2f}, less than {MIN_RATIO}")
        print("".join(f"\n{problem}" for problem in problems))
        return 1 if problems else 0


if __name__ == "__main__":
    os.environ["LC_ALL"] = "C"
    sys.exit(main())
