# SPDX-License-Identifier: GPL-3.0-or-later
"""What build-aux/peer-packages unpacked, and the road from it to the practice cloud."""
import contextlib
import os
import pathlib
import socket
import threading

TOP = pathlib.Path(__file__).resolve().parent.parent.parent
FOLDER = pathlib.Path(os.environ.get('DEPOT_AZURE_CLIENTS') or TOP / '.depot/azure')
PACKAGES = 'usr/lib/python3/dist-packages'


def environment(home, *more):
    """For Python with these packages; nothing of the person's own, and no warnings about Python's future. The packages
    bring no bytecode, and az would compile its thousand modules at every call: it is kept beside them."""
    assert (FOLDER / '.of').exists(), f'{FOLDER} is not there: ./test peers fetches it (build-aux/peer-packages)'
    root = FOLDER / 'root'
    libraries = ':'.join(str(path) for path in root.glob('usr/lib/*-linux-gnu'))
    paths = ':'.join(str(FOLDER / one / PACKAGES) for one in (*more, 'root'))
    return {'HOME': str(home), 'PATH': os.environ['PATH'], 'LANG': 'C.UTF-8', 'PYTHONPATH': paths, 'PYTHONWARNINGS': 'ignore',
            'PYTHONPYCACHEPREFIX': str(FOLDER / 'bytecode'), 'LD_LIBRARY_PATH': libraries}


def is_loopback(host):
    return host == 'localhost' or host.endswith('.localhost')


class Tunnel:
    """A proxy that only knows CONNECT and only leads to loopback: the C library does not resolve names below
    localhost, and what a client asks elsewhere is noted and refused."""

    def __init__(self):
        self.server = socket.create_server(('127.0.0.1', 0))
        self.url = f'http://127.0.0.1:{self.server.getsockname()[1]}'
        self.refused = []

    def __enter__(self):
        threading.Thread(target=self.serve, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.close()

    def serve(self):
        with contextlib.suppress(OSError):
            while True:
                client, _ = self.server.accept()
                threading.Thread(target=self.lead, args=(client,), daemon=True).start()

    def lead(self, client):
        with contextlib.suppress(OSError, ValueError), client:
            head = b''
            while b'\r\n\r\n' not in head and len(head) < 65536:
                head += client.recv(4096) or b'\r\n\r\n'
            method, target, _ = head.decode('latin-1').split(' ', 2)
            host, _, port = target.rpartition(':')
            if method != 'CONNECT' or not is_loopback(host):
                self.refused.append(target)
                client.sendall(b'HTTP/1.1 403 Forbidden\r\n\r\n')
                return
            with socket.create_connection(('127.0.0.1', int(port)), 10) as server:
                client.sendall(b'HTTP/1.1 200 OK\r\n\r\n')
                back = threading.Thread(target=self.pump, args=(server, client), daemon=True)
                back.start()
                self.pump(client, server)
                back.join(60)

    @staticmethod
    def pump(source, sink):
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                sink.sendall(data)
        with contextlib.suppress(OSError):
            sink.shutdown(socket.SHUT_WR)
