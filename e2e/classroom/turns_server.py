"""A talk by turns, the server.

It greets whoever comes and then takes turns with them: it waits for an answer,
shows it, and says its own next line, which somebody types here (or which
`--say` gives, one for each turn). With nothing left to say it says goodbye.

    python3 turns_server.py 127.0.0.1 2000
"""

import argparse
import socket
import sys

CLIENT_GOODBYE = "Client has disconnected..."
SERVER_GOODBYE = "Goodbye, Chat Room!"


def show(text):
    print(text, flush=True)


def talk(connection, greeting, lines):
    """Take turns until one of the two says goodbye."""
    connection.sendall(greeting.encode())
    while True:
        heard = connection.recv(2048).decode()
        if heard:
            show(f"Client: {heard}")
        if not heard or heard == CLIENT_GOODBYE:
            show("The client has left.")
            return
        line = next(lines, None)
        if line is None:
            connection.sendall(SERVER_GOODBYE.encode())
            show("We said goodbye.")
            return
        connection.sendall(line.encode())


def main():
    parser = argparse.ArgumentParser(description="Talk with one client after another.")
    parser.add_argument("host")
    parser.add_argument("port", type=int)
    parser.add_argument("--greeting", default="Welcome to the Chat Room!")
    parser.add_argument("--say", action="append", metavar="LINE", help="a line to say, instead of typing it")
    options = parser.parse_args()

    typed = (line.rstrip("\n") for line in sys.stdin)
    with socket.create_server((options.host, options.port)) as server:
        host, port = server.getsockname()
        show(f"The server listens on {host}:{port}")
        while True:
            connection, address = server.accept()
            show(f"{address} connected")
            with connection:
                talk(connection, options.greeting, iter(options.say) if options.say else typed)


if __name__ == "__main__":
    main()
