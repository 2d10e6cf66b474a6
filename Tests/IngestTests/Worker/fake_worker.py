#!/usr/bin/python3
"""A worker for tests: it speaks the protocol of Sources/Ingest/Worker, and fails as the location says."""
import os
import socket
import struct
import sys
import time

END = socket.socket(fileno=0)


def receive(count):
    data = b""
    while len(data) < count:
        part, descriptors, _, _ = socket.recv_fds(END, count - len(data), 4)
        for descriptor in descriptors:
            os.close(descriptor)
        if not part:
            sys.exit(0)
        data += part
    return data


def request():
    length, kind = struct.unpack("<IB", receive(5))
    return kind, receive(length)


def send(kind, fields=b""):
    END.sendall(struct.pack("<IB", len(fields), kind) + fields)


def number(value):
    return struct.pack("<q", value)


def text(value):
    return number(len(value)) + value.encode()


def optional(value):
    return b"\0" if value is None else b"\1" + text(value)


def take_text(data):
    length, = struct.unpack_from("<q", data)
    return data[8:8 + length].decode(), data[8 + length:]


def record(title, member=""):
    fields = [title, None, None, None, None, None, None, None]
    send(3, number(0) + text(member) + number(1) + b"\1" + b"".join(map(optional, fields)) + text("text")
         + b"\0")


def end():
    send(6, b"\1" + optional(None))


def ask(kind, fields):
    send(kind, number(1) + fields)
    return request()[1]


def read(location, announces, start):
    """`start` lists the records and members of each level before the position."""
    if location == "two" or "-of-4" in location:
        marker = "/tmp/pressmark-fake-worker-%d" % os.getppid()
        for index in range(start[0][0], 2 if location == "two" else 4):
            if announces:
                send(2, number(0))
            if "dies-at" in location and index == 1:
                sys.exit(1)
            if "dies-once" in location and index == 1 and not os.path.exists(marker):
                open(marker, "w").close()
                sys.exit(1)
            record(str(index + 1))
        if "dies-once" in location:
            os.remove(marker)
    elif location.startswith("member"):
        entered = start[0][1] - 1 if len(start) > 1 else None
        for index in range(start[0][1] if entered is None else entered, 3):
            if index != entered:
                send(0, text("/%d" % index))
            if index == 1:
                sys.exit(1)
            record("1", "/%d" % index)
            send(1)
    elif location == "dies":
        sys.exit(3)
    elif location == "noise":
        END.sendall(os.urandom(1 << 20))
    elif location == "huge":
        END.sendall(struct.pack("<IB", 0xFFFFFFFF, 3))
    elif location == "unknown":
        send(200, b"abc")
    elif location == "truncated":
        send(3, number(0) + number(1 << 40))
    elif location == "negative":
        send(3, number(-1) + number(-5))
    elif location == "hangs":
        time.sleep(600)
    elif location == "asks-for-others":
        own = os.path.dirname(os.path.abspath(sys.argv[0])) + "/own"
        record("missing" if b"missing" in ask(10, text("pdf") + text(own)) else "given")
        send(9, text(own))
        send(5, text(own) + text(""))
        record("missing" if b"missing" in ask(10, text("pdf") + text("/etc/passwd")) else "given")
    end()


def main():
    _, settings = request()
    announces = settings[8] != 0
    send(11)
    while True:
        kind, data = request()
        if kind != 1:
            continue
        location, data = take_text(data)
        _, data = take_text(data)
        _, data = take_text(data)
        levels, = struct.unpack_from("<q", data, 9)
        start = [struct.unpack_from("<qq", data, 17 + 16 * level) for level in range(levels)]
        read(location, announces, start)


main()
