# SPDX-License-Identifier: GPL-3.0-or-later
"""A company's proxy server: CONNECT with a password (Basic or Digest), and one that opens TLS connections with certificates of an
authority of its own. For tests; a thread for each direction of each connection."""
import base64
import hashlib
import pathlib
import re
import socket
import ssl
import subprocess
import threading


def make_authority(folder, name="Wallace Falls Inspection"):
    """Writes authority.pem, and a certificate for the practice cloud's names by it."""
    folder = pathlib.Path(folder)
    names = "subjectAltName=DNS:localhost,DNS:*.blob.localhost,DNS:*.vault.localhost"
    (folder / "names.cnf").write_text(names + "\nextendedKeyUsage=serverAuth\n")

    def openssl(*arguments):
        subprocess.run(["openssl", *map(str, arguments)], cwd=folder, check=True, capture_output=True, timeout=30)

    curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    openssl("req", "-x509", *curve, "-days", "2", "-subj", f"/CN={name}", "-keyout", "authority.key", "-out", "authority.pem",
            "-addext", "keyUsage=critical,keyCertSign,cRLSign")
    openssl("req", *curve, "-subj", "/CN=localhost", "-keyout", "shown.key", "-out", "shown.csr")
    openssl("x509", "-req", "-in", "shown.csr", "-CA", "authority.pem", "-CAkey", "authority.key", "-CAcreateserial",
            "-days", "2", "-extfile", "names.cnf", "-out", "shown.pem")
    return folder / "authority.pem"


NONCE = "c2VsZHNvbWVuZXNz"


def digest_of(*parts):
    return hashlib.md5(":".join(parts).encode()).hexdigest()


class WebProxy:
    """credentials: "name:password" or None, shown by Basic, or by Digest if digest. keeps: its connection after a refusal. inspects: folder of make_authority. upstream_ca: whom the inspecting proxy
    believes. passed: where it led to; refused: how many it did not let through. cut_after: bytes up to the host on one
    connection; then all of them end and the port is closed, once."""

    def __init__(self, credentials=None, keeps=False, inspects=None, upstream_ca=None, digest=False):
        self.keeps, self.credentials, self.digest = keeps, credentials, digest
        self.wanted = "Basic " + base64.b64encode(credentials.encode()).decode() if credentials else None
        self.cut_after, self.open = None, set()
        self.shown = self.upstream = None
        if inspects:
            self.shown = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.shown.load_cert_chain(pathlib.Path(inspects) / "shown.pem", pathlib.Path(inspects) / "shown.key")
            self.upstream = ssl.create_default_context(cafile=upstream_ca)
        self.passed, self.refused = [], 0
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *reason):
        self.listener.close()

    def accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=[client], daemon=True).start()

    def serve(self, client):
        service = None
        try:
            while not (service := self.answer(client)):
                pass
            if self.shown:
                client = self.shown.wrap_socket(client, server_side=True)
            self.relay(client, service)
        except (OSError, EOFError):
            pass
        finally:
            for side in (client, service):
                if side:
                    side.close()

    def answer(self, client):
        """The connection led to; None after a refusal."""
        head = self.read_head(client)
        first, *lines = head.split("\r\n")
        fields = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
        if self.wanted and not self.is_known(fields.get("proxy-authorization", "")):
            self.refused += 1
            asks = f'Digest realm="office", nonce="{NONCE}", qop="auth", algorithm=MD5' if self.digest else 'Basic realm="office"'
            client.sendall(f"HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: {asks}\r\n".encode()
                           + (b"" if self.keeps else b"Connection: close\r\n") + b"Content-Length: 0\r\n\r\n")
            if self.keeps:
                return None
            raise EOFError
        method, target, _ = first.split(" ", 2)
        if method != "CONNECT":
            raise EOFError
        host, _, port = target.rpartition(":")
        address = "127.0.0.1" if host.endswith("localhost") else host
        service = socket.create_connection((address, int(port)), timeout=10)
        service.settimeout(None)
        if self.upstream:
            service = self.upstream.wrap_socket(service, server_hostname=host)
        self.passed.append(target)
        client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
        return service

    def is_known(self, answer):
        if not self.digest:
            return answer == self.wanted
        said = {name: quoted or plain for name, quoted, plain in re.findall(r'(\w+)=(?:"([^"]*)"|([^,\s]+))', answer)}
        user, _, password = self.credentials.partition(":")
        known = digest_of(user, "office", password)
        asked = digest_of("CONNECT", said.get("uri", ""))
        return said.get("nonce") == NONCE and said.get("response") == digest_of(
            known, NONCE, said.get("nc", ""), said.get("cnonce", ""), said.get("qop", ""), asked)

    def cut(self):
        """As when somebody pulls its plug; open_again() makes it serve at the same port again."""
        self.listener.close()
        for side in list(self.open):
            try:
                side.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def open_again(self):
        self.listener = socket.create_server(("127.0.0.1", self.port), backlog=64)
        threading.Thread(target=self.accept, daemon=True).start()

    @staticmethod
    def read_head(client):
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            piece = client.recv(1)
            if not piece:
                raise EOFError
            head += piece
        return head.decode("latin-1")

    def relay(self, client, service):
        self.open |= {client, service}

        def pour(source, sink):
            count = 0
            try:
                while piece := source.recv(65536):
                    sink.sendall(piece)
                    count += len(piece)
                    if source is client and self.cut_after and count >= self.cut_after:
                        self.cut_after = None
                        self.cut()
                        threading.Timer(0.5, self.open_again).start()
            except OSError:
                pass
            for side in (source, sink):
                try:
                    side.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass

        back = threading.Thread(target=pour, args=[service, client], daemon=True)
        back.start()
        pour(client, service)
        back.join(10)
        self.open -= {client, service}
