"""Everybody to everybody, the server.

What one client says goes to all the others, with who said it and when. When
somebody comes, the others are told.

    python3 relay_server.py 127.0.0.1 3823
"""

import argparse
import datetime
import socket
import threading

lock = threading.Lock()
clients = []


def show(text):
    print(text, flush=True)


def broadcast(text, sender):
    """Send to everybody but the sender."""
    with lock:
        others = [client for client in clients if client is not sender]
    for client in others:
        try:
            client.sendall(text.encode())
        except OSError:
            pass  # it is gone, and its own thread will notice


def talk(connection, address):
    host, port = address
    now = datetime.datetime.now().strftime("%H:%M:%S")
    show(f"{address} connected at {now}")
    broadcast(f"[{host}:{port}] is Online\n", connection)
    with lock:
        clients.append(connection)
    try:
        with connection:
            while True:
                data = connection.recv(2048)
                if not data:
                    break
                now = datetime.datetime.now().strftime("%H:%M:%S")
                for line in data.decode(errors="replace").splitlines():
                    show(f"{address} at {now}: {line}")
                    broadcast(f"{address} at {now}: {line}\n", connection)
    except OSError:
        pass
    finally:
        with lock:
            clients.remove(connection)
        show(f"{address} is gone")


def main():
    parser = argparse.ArgumentParser(description="Relay what everybody says to everybody else.")
    parser.add_argument("host")
    parser.add_argument("port", type=int)
    options = parser.parse_args()

    with socket.create_server((options.host, options.port)) as server:
        _, port = server.getsockname()
        show(f"This server is activated on port {port}")
        while True:
            connection, address = server.accept()
            threading.Thread(target=talk, args=(connection, address), daemon=True).start()


if __name__ == "__main__":
    main()
