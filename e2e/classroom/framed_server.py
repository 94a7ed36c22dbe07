"""Framed messages, the server.

It reads a header of 64 bytes, which says how long the text behind it is, then
exactly that many bytes, and answers. Each client has a thread of its own, so
that nobody waits for anybody else.

    python3 framed_server.py 127.0.0.1 5050
"""

import argparse
import socket
import threading

HEADER = 64
FORMAT = "utf-8"

active = 0
lock = threading.Lock()


def show(text):
    print(text, flush=True)


def count(change):
    """Count a client in (+1) or out (-1), and show how many there are."""
    global active
    with lock:
        active += change
        show(f"[ACTIVE CONNECTIONS] {active}")


def receive(connection, length):
    """Read exactly `length` bytes: TCP may bring them in any number of pieces."""
    data = b""
    while len(data) < length:
        piece = connection.recv(length - len(data))
        if not piece:
            raise ConnectionError("the client is gone")
        data += piece
    return data


def talk(connection, address, options):
    """Hear one client out."""
    show(f"[NEW CONNECTION] {address} connected.")
    count(+1)
    try:
        with connection:
            while True:
                length = int(receive(connection, HEADER))
                text = receive(connection, length).decode(FORMAT)
                show(f"[{address}] {text}")
                connection.sendall(options.ack.encode(FORMAT))
                if text == options.goodbye:
                    show(f"[GOODBYE] {address} disconnected.")
                    return
    except (ConnectionError, ValueError) as problem:
        show(f"[LOST] {address}: {problem}")
    finally:
        count(-1)


def main():
    parser = argparse.ArgumentParser(description="Show every message and acknowledge it.")
    parser.add_argument("host")
    parser.add_argument("port", type=int)
    parser.add_argument("--ack", default="Msg received", help="the answer to every message")
    parser.add_argument("--goodbye", default="!DISCONNECT", help="the text that ends a talk")
    options = parser.parse_args()

    show("[STARTING] The server is starting.")
    with socket.create_server((options.host, options.port)) as server:
        host, port = server.getsockname()
        show(f"[LISTENING] The server listens on {host}:{port}")
        while True:
            connection, address = server.accept()
            threading.Thread(target=talk, args=(connection, address, options), daemon=True).start()


if __name__ == "__main__":
    main()
