#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A DNS server on loopback, UDP and TCP, for tests. What it knows is a text file that is read anew for every question:

    contoso.com                SOA
    wallacefalls.contoso.com   CNAME wallacefalls.westeurope.cloudapp.azure.com
    ….cloudapp.azure.com       A     20.1.2.3          (or AAAA)
    broken.contoso.com         SERVFAIL | REFUSED | SILENT | GARBAGE | CUT
    liar.contoso.com           FOREIGN 20.9.9.9        (an address of a name nobody asked for)
    part.contoso.com           STEP  next.contoso.com  (an alias, and not a word about where that leads)

Prints its port as the first line. With DnsServer(path) as server: server.address.
"""
import ipaddress
import pathlib
import signal
import socketserver
import struct
import sys
import threading

TYPES = {"A": 1, "CNAME": 5, "SOA": 6, "AAAA": 28}
TTL = 60


def pack_name(name):
    return b"".join(bytes([len(label)]) + label.encode() for label in name.split(".")) + b"\0"


def read_question(message):
    labels, at = [], 12
    while message[at]:
        labels.append(message[at + 1:at + 1 + message[at]].decode("ascii").lower())
        at += 1 + message[at]
    kind, = struct.unpack("!H", message[at + 1:at + 3])
    return ".".join(labels), kind, message[12:at + 5]


def record(name, kind, value):
    if kind == "CNAME":
        data = pack_name(value)
    elif kind == "SOA":
        data = pack_name("ns." + name) + pack_name("admin." + name) + struct.pack("!5I", 1, 3600, 600, 86400, TTL)
    else:
        data = ipaddress.ip_address(value).packed
    return pack_name(name) + struct.pack("!HHIH", TYPES[kind], 1, TTL, len(data)) + data


class Knowledge:
    def __init__(self, path):
        self.path = pathlib.Path(path)

    def read(self):
        lines = (line.split() for line in self.path.read_text(encoding="utf-8").splitlines())
        return [(line[0], line[1], line[2] if len(line) > 2 else "") for line in lines if line]

    def reply(self, message, is_udp):
        """The answer; None: silence."""
        asked, kind, question = read_question(message)
        facts = self.read()
        answers, code, is_cut = [], 0, False
        name = asked
        for _ in range(30):
            here = [(what, value) for owner, what, value in facts if owner == name]
            words = [what for what, _ in here]
            if "SILENT" in words:
                return None
            if "GARBAGE" in words:
                return message[:2] + b"\x81\x80\0\1\0\x09\0\0\0\0" + question + b"\xff" * 20
            if "SERVFAIL" in words or "REFUSED" in words:
                code = 2 if "SERVFAIL" in words else 5
                break
            is_cut = is_cut or ("CUT" in words and is_udp)
            answers += [record("elsewhere." + name, "A", value) for what, value in here if what == "FOREIGN"]
            answers += [record(name, what, value) for what, value in here if TYPES.get(what) == kind]
            aliases = [(what, value) for what, value in here if what in ("CNAME", "STEP")]
            if not aliases or kind == TYPES["CNAME"]:
                code = 0 if here or any(owner.endswith("." + name) for owner, _, _ in facts) else 3
                break
            answers.append(record(name, "CNAME", aliases[0][1]))
            name = aliases[0][1]
            if aliases[0][0] == "STEP":
                break
        zone = max((owner for owner, what, _ in facts if what == "SOA" and (name == owner or name.endswith("." + owner))),
                   key=len, default=None)
        authority = [record(zone, "SOA", "")] if zone and not answers else []
        flags = 0x8180 | code | (0x0200 if is_cut else 0)
        if is_cut:
            answers, authority = [], []
        return message[:2] + struct.pack("!5H", flags, 1, len(answers), len(authority), 0) + question + b"".join(answers + authority)


class Udp(socketserver.BaseRequestHandler):
    def handle(self):
        message, channel = self.request
        reply = self.server.knowledge.reply(message, True)
        if reply:
            channel.sendto(reply, self.client_address)


class Tcp(socketserver.StreamRequestHandler):
    def handle(self):
        while (head := self.rfile.read(2)) and len(head) == 2:
            reply = self.server.knowledge.reply(self.rfile.read(struct.unpack("!H", head)[0]), False)
            if reply:
                self.wfile.write(struct.pack("!H", len(reply)) + reply)


class DnsServer:
    def __init__(self, path, text=None):
        self.path = pathlib.Path(path)
        if text is not None:
            self.say(text)
        self.tcp = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Tcp)
        self.tcp.daemon_threads = True
        self.udp = socketserver.ThreadingUDPServer(self.tcp.server_address, Udp)
        self.address = "127.0.0.1:%d" % self.tcp.server_address[1]
        for server in (self.tcp, self.udp):
            server.knowledge = Knowledge(self.path)

    def say(self, text):
        """From now on this is what the server knows."""
        new = self.path.with_suffix(".new")
        new.write_text(text, encoding="utf-8")
        new.replace(self.path)

    def __enter__(self):
        for server in (self.tcp, self.udp):
            threading.Thread(target=server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        for server in (self.tcp, self.udp):
            server.shutdown()
            server.server_close()


def main():
    with DnsServer(sys.argv[1]) as server:
        print(server.address, flush=True)
        signal.sigwait({signal.SIGTERM, signal.SIGINT})


if __name__ == "__main__":
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGINT})
    main()
