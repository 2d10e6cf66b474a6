"""search-server with an archive of its own, and the browser that visits it.

SEARCH and SEARCH_SERVER name the programs; without them, the debug builds are used.
"""

import json
import os
import pathlib
import signal
import socket
import subprocess
import time
import urllib.parse
import urllib.request

PROJECT = pathlib.Path(__file__).resolve().parents[2]
SEARCH = os.environ.get("SEARCH") or str(PROJECT / ".build/debug/search")
SEARCH_SERVER = os.environ.get("SEARCH_SERVER") or str(PROJECT / ".build/debug/search-server")
CHROMIUM = "/usr/bin/chromium"

# A page with each kind of content, all about the sample articles.
PAGES = {
    "start": "/",
    "results": "/?q=china+russia",
    "filtered results": "/?q=china&publisher=wire&since=2021-06&page=1",
    "article": "/read/3?q=china+russia&at=4",
    "nothing found": "/?q=zyzzyva&publisher=wire",
    "saved": "/saved",
    "help": "/help",
    "bad request": "/?q=china&sort=tallest",
    "not found": "/read/9999",
}


class Server:
    """search-server on a free port, as long as the `with` block runs."""

    def __init__(self, archive):
        self.archive = str(archive)

    def __enter__(self):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.address = f"http://127.0.0.1:{port}"
        self.process = subprocess.Popen(
            [SEARCH_SERVER, "--database", self.archive, "--port", str(port)],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(200):
            try:
                self.get("/health")
                return self
            except OSError:
                time.sleep(0.05)
        self.__exit__()
        raise SystemExit(f"{SEARCH_SERVER} does not start")

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)

    def get(self, target, headers={}):
        """Returns the body and the headers of a reply."""
        request = urllib.request.Request(self.address + target, headers=headers)
        with urllib.request.urlopen(request, timeout=10) as reply:
            return reply.read(), reply.headers

    def search(self, **parameters):
        """Returns the answer of the API, which has no page to go through."""
        return json.loads(self.get("/search?" + urllib.parse.urlencode(parameters))[0])

    def titles(self, **parameters):
        return [hit["article"]["title"] for hit in self.search(**parameters)["hits"]]


def ingest(archive, *files):
    """Makes an archive of files."""
    result = subprocess.run(
        [SEARCH, "ingest", *map(str, files), "--database", str(archive)],
        cwd=PROJECT, capture_output=True, text=True)
    if result.returncode:
        raise SystemExit(f"{SEARCH} ingest: {result.stderr}")
    return archive


def launch(playwright):
    """Starts Debian's Chromium."""
    arguments = ["--lang=en-US"] + (["--no-sandbox"] if os.geteuid() == 0 else [])
    return playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)


class Watch:
    """Notes what no page may ever cause: errors, dialogs, violations of its policy, and requests to
    other servers."""

    # Runs before the scripts of each page. The browser also writes violations to its console, but
    # not those of a policy that only reports.
    SCRIPT = """addEventListener("securitypolicyviolation", (event) =>
      console.error("policy: " + event.violatedDirective + " " + event.blockedURI), true)"""

    def __init__(self, context, address):
        self.faults, self.requests = [], []
        self.address = address
        context.add_init_script(self.SCRIPT)
        context.on("console", self.note_message)
        context.on("weberror", lambda error: self.faults.append(f"error: {error.error}"))
        context.on("dialog", self.note_dialog)
        context.on("request", self.note_request)

    def note_message(self, message):
        # The browser writes a line about each page with status 404; tests of these pages want it.
        if message.type in ("error", "warning") and "responded with a status of 4" not in message.text:
            self.faults.append(f"console: {message.text}")

    def note_dialog(self, dialog):
        self.faults.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def note_request(self, request):
        self.requests.append(request.url)
        if not request.url.startswith((self.address + "/", "data:image/svg+xml", "blob:")):
            self.faults.append(f"request: {request.url}")
