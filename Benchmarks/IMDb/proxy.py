"""A loopback proxy that delays each piece of data by a time, in each direction.

usage: proxy.py PORT SOCKET MILLISECONDS    (SOCKET is the path of the server's Unix socket)

A thread reads pieces and notes when each is due, another one sends them: pieces that follow each other closely are each
delayed once.
"""

import ctypes
import queue
import socket
import sys
import threading
import time

port, target, delay = int(sys.argv[1]), sys.argv[2], float(sys.argv[3]) / 1000
try:
    # Sleep to the microsecond (PR_SET_TIMERSLACK).
    libc = ctypes.CDLL(None)
    precise = lambda: libc.prctl(29, 1, 0, 0, 0)
except OSError:
    precise = lambda: None


def forward(source, sink):
    pieces = queue.SimpleQueue()

    def read():
        while True:
            try:
                data = source.recv(1 << 18)
            except OSError:
                data = b""
            pieces.put((time.perf_counter() + delay, data))
            if not data:
                return

    def send():
        precise()
        while True:
            due, data = pieces.get()
            rest = due - time.perf_counter()
            if rest > 0:
                time.sleep(rest)
            try:
                if not data:
                    sink.shutdown(socket.SHUT_WR)
                    return
                sink.sendall(data)
            except OSError:
                return

    for work in (read, send):
        threading.Thread(target=work, daemon=True).start()


listener = socket.create_server(("127.0.0.1", port), backlog=64)
print("ready", flush=True)
while True:
    client, _ = listener.accept()
    client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    server = socket.socket(socket.AF_UNIX)
    server.connect(target)
    forward(client, server)
    forward(server, client)
