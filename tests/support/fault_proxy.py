# SPDX-License-Identifier: GPL-3.0-or-later
"""A proxy in front of a blob service that does what networks and busy services do: cut connections in both
directions, turn bytes around, answer 503, forward a request and lose its answer, wait. It speaks https or http to
the client and to the service, and counts what passes. For tests; a thread for each connection."""
import collections
import re
import socket
import ssl
import threading
import time


class Rule:
    """What happens to requests whose "METHOD target" matches. action:
    'cut-request'   half of the body goes on, then both sides are closed
    'cut-answer'    the answer's head and half of its body come back, then the end
    'lose'          the service gets the request and does it; the client gets nothing
    'flip'          one byte of the body is another one
    'status'        503 (or status), with retry_after, without asking the service
    'delay'         the answer comes seconds later
    """

    def __init__(self, match, action, every=1, times=None, status=503, code='ServerBusy', retry_after=None, seconds=0.0, first=1):
        self.match, self.action, self.every, self.times = re.compile(match), action, every, times
        self.status, self.code, self.retry_after, self.seconds = status, code, retry_after, seconds
        self.first, self.seen, self.done = first, 0, 0

    def applies(self, line):
        if not self.match.search(line):
            return False
        self.seen += 1
        if self.seen < self.first or (self.seen - self.first) % self.every or (self.times is not None and self.done >= self.times):
            return False
        self.done += 1
        return True


class Closed(Exception):
    pass


class Side:
    """One direction's bytes, with a buffer for heads."""

    def __init__(self, connection):
        self.connection, self.buffer = connection, b''

    def more(self):
        piece = self.connection.recv(256 * 1024)
        if not piece:
            raise Closed
        self.buffer += piece

    def head(self):
        while b'\r\n\r\n' not in self.buffer:
            self.more()
        head, self.buffer = self.buffer.split(b'\r\n\r\n', 1)
        return head.decode('latin-1')

    def exactly(self, size):
        parts, left = [], size
        while left > 0:
            if not self.buffer:
                self.more()
            part, self.buffer = self.buffer[:left], self.buffer[left:]
            parts.append(part)
            left -= len(part)
        return b''.join(parts)

    def chunks(self):
        raw = b''
        while True:
            while b'\r\n' not in self.buffer:
                self.more()
            line, rest = self.buffer.split(b'\r\n', 1)
            size = int(line.split(b';')[0], 16)
            self.buffer = rest
            raw += line + b'\r\n' + self.exactly(size + 2)
            if size == 0:
                return raw


def value_of(head, name):
    found = re.search(rf'^{name}: *([^\r\n]*)', head, re.IGNORECASE | re.MULTILINE)
    return found.group(1) if found else None


class FaultProxy:
    """upstream: (host, port). certificate, key: None for http towards the client. upstream_ca: None for http."""

    def __init__(self, upstream, upstream_name=None, certificate=None, key=None, upstream_ca=None):
        self.upstream, self.upstream_name = upstream, upstream_name
        self.server_tls = self.client_tls = None
        if certificate:
            self.server_tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.server_tls.load_cert_chain(certificate, key)
        if upstream_ca:
            self.client_tls = ssl.create_default_context(cafile=upstream_ca)
        self.rules, self.lock = [], threading.Lock()
        self.reset()
        self.listener = socket.create_server(('127.0.0.1', 0), backlog=256)
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def reset(self, *rules):
        with self.lock:
            self.rules = list(rules)
            self.requests = collections.Counter()
            self.body_bytes = collections.Counter()   # by what the request was, as forwarded
            self.acts = collections.Counter()

    def close(self):
        self.listener.close()

    def accept(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=[connection], daemon=True).start()

    def act_for(self, line):
        with self.lock:
            for rule in self.rules:
                if rule.applies(line):
                    self.acts[rule.action] += 1
                    return rule
        return None

    def serve(self, connection):
        upstream = None
        try:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if self.server_tls:
                connection = self.server_tls.wrap_socket(connection, server_side=True)
            upstream = socket.create_connection(self.upstream)
            upstream.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if self.client_tls:
                upstream = self.client_tls.wrap_socket(upstream, server_hostname=self.upstream_name or self.upstream[0])
            client, service = Side(connection), Side(upstream)
            while self.exchange(client, service):
                pass
        except (Closed, OSError):
            pass
        finally:
            for side in (connection, upstream):
                if side:
                    side.close()

    def exchange(self, client, service):
        head = client.head()
        first = head.split('\r\n', 1)[0]
        method, target, _ = first.split(' ', 2)
        size = int(value_of(head, 'content-length') or 0)
        rule = self.act_for(f'{method} {target}')
        action = rule.action if rule else None
        body = client.exactly(size)
        if action == 'status':
            return self.refuse(client, rule)
        if action == 'flip' and body:
            body = body[:size // 2] + bytes([body[size // 2] ^ 1]) + body[size // 2 + 1:]
        # the service knows itself by its own port, and by the source's too
        head = head.replace(f':{self.port}', f':{self.upstream[1]}')
        if action == 'cut-request':
            service.connection.sendall(head.encode('latin-1') + b'\r\n\r\n' + body[:size // 2])
            return False
        with self.lock:
            self.requests[self.kind(method, target)] += 1
            self.body_bytes[self.kind(method, target)] += size
        service.connection.sendall(head.encode('latin-1') + b'\r\n\r\n' + body)
        return self.answer(client, service, method, rule, action)

    @staticmethod
    def kind(method, target):
        comp = re.search(r'[?&]comp=(\w+)', target)
        return f'{method} {comp.group(1)}' if comp else method

    @staticmethod
    def refuse(client, rule):
        wait = f'Retry-After: {rule.retry_after}\r\n' if rule.retry_after is not None else ''
        client.connection.sendall(f'HTTP/1.1 {rule.status} X\r\nx-ms-error-code: {rule.code}\r\nx-ms-request-id: proxy\r\n{wait}'
                                  'Content-Length: 0\r\n\r\n'.encode())
        return True

    def answer(self, client, service, method, rule, action):
        head = service.head()
        while head.split(' ')[1].startswith('1'):
            head = service.head()
        status = int(head.split(' ')[1])
        if method == 'HEAD' or status in (204, 304):
            body = b''
        elif 'chunked' in (value_of(head, 'transfer-encoding') or ''):
            body = service.chunks()
        else:
            body = service.exactly(int(value_of(head, 'content-length') or 0))
        if action == 'lose':
            return False
        if action == 'delay':
            time.sleep(rule.seconds)
        whole = head.encode('latin-1') + b'\r\n\r\n' + body
        if action == 'cut-answer':
            client.connection.sendall(whole[:len(whole) // 2])
            return False
        client.connection.sendall(whole)
        return 'close' not in (value_of(head, 'connection') or '').lower()
