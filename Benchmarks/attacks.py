"""Attacks search-server with slow and malformed requests beside a normal client, and checks it.

    python3 Benchmarks/attacks.py SEARCH_SERVER ARCHIVE SECONDS

Needs slowhttptest and h2load (Debian's packages slowhttptest and nghttp2-client). Each attack runs
against a server of its own, which must answer the normal client in time, close all slow sockets
within 30 seconds, and use no more memory, descriptors and threads afterwards than before.
"""

import os
import pathlib
import random
import resource
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from query_sample import make_queries  # noqa: E402
from server import PORT, Server, exceeded, get, percentile, read_log, start_h2load  # noqa: E402

SOCKETS = 1500
MAX_P99 = 100  # milliseconds, for the normal client
MAX_SLOW = 30  # seconds until slow sockets are closed
SETTLE = 10  # seconds until everything is as before

SEARCH_URL = f"http://127.0.0.1:{PORT}/search?q=a"
SLOW = {
    "slow head": ["-H", "-i", "10", "-u", SEARCH_URL],
    "slow body": ["-B", "-i", "10", "-s", "8192", "-u", f"http://127.0.0.1:{PORT}/batch"],
    "slow read": ["-X", "-w", "10", "-y", "20", "-n", "5", "-z", "32", "-k", "3", "-u", SEARCH_URL],
}

PROPER = [
    b"GET /search?q=a HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b'POST /batch HTTP/1.1\r\nHost: localhost\r\nContent-Length: 15\r\n\r\n{"query":"ab"}\n',
    b"POST /batch HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
    b'f\r\n{"query":"ab"}\n\r\n0\r\n\r\n',
    b"HEAD /status HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n\r\n",
    b"OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n",
]
PIECES = [
    b"\r\n", b"\n", b"\0", b" ", b":", b"%", b"\xff", b"Transfer-Encoding: chunked\r\n",
    b"Content-Length: 99999999999999999999\r\n", b"Content-Length: -1\r\n", b"Host: a\r\n",
    b"\r\n\r\n", b"HTTP/9.9", b"0\r\n\r\n", b"ffffffffffffffff\r\n", b"A" * 5000,
    b"Expect: 100-continue\r\n", b"Upgrade: h2c\r\n", b"\x16\x03\x01\x02\x00\x01",
]


def malformed(generator):
    """One to five proper requests with a few random changes."""
    message = bytearray(b"".join(generator.choices(PROPER, k=generator.choice([1, 1, 2, 5]))))
    for _ in range(generator.randint(1, 6)):
        place, kind = generator.randrange(len(message) + 1), generator.random()
        if kind < .3 and place < len(message):
            message[place] = generator.randrange(256)
        elif kind < .6:
            message[place:place] = generator.choice(PIECES)
        elif kind < .8:
            del message[place:place + generator.randint(1, 20)]
        else:
            message[place:place] = message[max(0, place - generator.randint(1, 80)):place]
    return bytes(message)


def send_malformed(seed, end):
    generator = random.Random(seed)
    while time.monotonic() < end:
        message = malformed(generator)
        try:
            with socket.create_connection(("127.0.0.1", PORT), timeout=5) as client:
                client.settimeout(0.05)
                half = generator.randrange(len(message) + 1)
                client.sendall(message[:half])
                client.sendall(message[half:])
                if generator.random() < .5:
                    client.recv(1 << 16)
        except OSError:
            pass  # The server may close the connection at any time; the normal client finds a crash.


def start_malformed(seconds):
    seed = int(os.environ.get("SEED", random.randrange(1 << 30)))
    print(f"seed {seed}")
    end = time.monotonic() + seconds
    threads = [threading.Thread(target=send_malformed, args=(seed + index, end))
               for index in range(16)]
    for thread in threads:
        thread.start()
    return lambda: [thread.join() for thread in threads]


def start_slow(options, seconds, folder):
    with open(folder / "slow.txt", "w") as output:
        attack = subprocess.Popen(
            ["slowhttptest", *options, "-c", str(SOCKETS), "-r", "500", "-l", str(seconds)],
            stdout=output, stderr=subprocess.STDOUT)
    return attack.wait


def resources(server):
    """Megabytes, descriptors and threads of a server."""
    process = pathlib.Path(f"/proc/{server.process.pid}")
    return (server.anonymous_megabytes(), len(list((process / "fd").iterdir())),
            len(list((process / "task").iterdir())))


def seconds_until_closed(server, descriptors, limit):
    """The time from the most open sockets until most are closed; for a slow attack."""
    start, most = time.monotonic(), 0
    while time.monotonic() - start < limit:
        count = resources(server)[1]
        if count > most:
            most, start = count, time.monotonic()
        if most > SOCKETS / 2 and count < descriptors + SOCKETS / 50:
            break
        time.sleep(0.5)
    return time.monotonic() - start


def attack(name, start, is_slow, program, archive, urls, seconds, folder):
    """Sentences about what went wrong in one attack."""
    with Server(program, archive) as server:
        for url in urls:
            get(url)
        before = resources(server)
        wait = start(seconds)
        client, log = start_h2load(folder, "client", urls, "-c2", "--rps=20", f"-D{seconds - 5}")
        closed = seconds_until_closed(server, before[1], seconds) if is_slow else 0
        client.wait()
        wait()
        time.sleep(SETTLE)
        after = resources(server)
        times = read_log(log)
        answered = times.pop("200", [])
        p99 = percentile(answered, .99) if answered else float("inf")
        print(f"| {name} | {len(answered)} | {p99:.1f} | {closed:.0f} | {before[0]:.0f} to "
              f"{after[0]:.0f} | {before[1]} to {after[1]} | {before[2]} to {after[2]} |", flush=True)
        return [f"{name}: {sentence}" for sentence in exceeded([
            ("p99", p99, MAX_P99), ("failures", sum(map(len, times.values())), 0),
            ("seconds until slow sockets are closed", closed, MAX_SLOW),
            ("memory", after[0], before[0] * 1.1 + 5),
            ("descriptors", after[1], before[1] + 4), ("threads", after[2], before[2] + 2)])]


def main():
    program, archive, seconds = sys.argv[1], sys.argv[2], int(sys.argv[3])
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 20_000), hard))
    queries = [text for _, text in make_queries(sqlite3.connect(archive), 500)]
    urls = ["/search?" + urllib.parse.urlencode({"q": query}) for query in queries]
    problems = []
    print("| attack | answers | p99, ms | closed after, s | memory, MB | descriptors | threads |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for attack_name, options in SLOW.items():
            problems += attack(
                attack_name, lambda limit, options=options: start_slow(options, limit, folder), True,
                program, archive, urls, seconds, folder)
        problems += attack("malformed requests", start_malformed, False, program, archive, urls,
                           seconds, folder)
    print("".join(f"\n{problem}" for problem in problems))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
