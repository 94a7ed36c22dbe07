"""Named clients, the server.

Clients are called Client01, Client02, ... in the order in which they come, and
at most three are in at a time. Every text comes back with ACK behind it; some
texts are commands instead: `status`, `status all`, `list`, `get NAME`, `exit`.

    python3 ack_server.py 127.0.0.1 12345 --folder files
"""

import argparse
import datetime
import pathlib
import socket
import threading

lock = threading.Lock()
count = 0  # how many clients have ever come: no number is given twice
connected = {}  # name -> when it came
left = []  # (name, when it left)


def show(text):
    print(text, flush=True)


def enter(limit):
    """Give the next client its name, or nothing if the server is full."""
    global count
    with lock:
        if len(connected) >= limit:
            return None
        count += 1
        name = f"Client{count:02}"
        connected[name] = datetime.datetime.now()
        show(f"{name} connected at {connected[name]}")
        return name


def leave(name):
    with lock:
        del connected[name]
        now = datetime.datetime.now()
        left.append((name, now))
        show(f"{name} disconnected at {now}")


def status(everybody):
    with lock:
        lines = [f"{name} connected at {when}" for name, when in connected.items()]
        if everybody:
            lines += [f"{name} disconnected at {when}" for name, when in left[-100:]]
    return "".join(line + "\n" for line in lines)


def files(folder):
    """The files that may be had, by name."""
    if folder is None:
        return {}
    return {path.name: path for path in sorted(folder.iterdir()) if path.is_file()}


def answer(text, folder):
    """What one text from a client is answered with, in bytes."""
    if text in ("status", "status all"):
        return status(text == "status all").encode()
    if text == "list":
        names = files(folder)
        return "".join(name + "\n" for name in names).encode() or b"There are no files.\n"
    if text.startswith("get "):
        name = text[len("get "):]
        path = files(folder).get(name)
        if path is None:
            return f"There is no file named {name}.\n".encode()
        data = path.read_bytes()
        return f"{name} {len(data)}\n".encode() + data
    return (text + "ACK").encode()


def talk(connection, options):
    with connection:
        name = enter(options.limit)
        if name is None:
            connection.sendall(f"The server is full: {options.limit} clients at most.\n".encode())
            return
        try:
            connection.sendall(name.encode())
            while True:
                data = connection.recv(4096)  # what comes in one piece is one message
                if not data:
                    return
                for text in data.decode().splitlines():
                    show(f"{name}: {text}")
                    if text == "exit":
                        return
                    connection.sendall(answer(text, options.folder))
        except (OSError, UnicodeDecodeError) as problem:
            show(f"{name}: {problem}")
        finally:
            leave(name)


def main():
    parser = argparse.ArgumentParser(description="Name clients and acknowledge what they say.")
    parser.add_argument("host")
    parser.add_argument("port", type=int)
    parser.add_argument("--limit", type=int, default=3, help="the most clients at a time")
    parser.add_argument("--folder", type=pathlib.Path, help="the files that clients may get")
    options = parser.parse_args()

    with socket.create_server((options.host, options.port)) as server:
        host, port = server.getsockname()
        show(f"The server listens on {host}:{port}")
        while True:
            connection, _ = server.accept()
            threading.Thread(target=talk, args=(connection, options), daemon=True).start()


if __name__ == "__main__":
    main()
