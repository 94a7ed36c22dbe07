"""Framed messages, the client.

Every message goes out in two parts: first a header, which is always 64 bytes
and holds the length of the text, then the text itself. The server answers each
message once, and we show its answer.

    python3 framed_client.py 127.0.0.1 5050
"""

import argparse
import socket
import sys

HEADER = 64
FORMAT = "utf-8"


def send(connection, text):
    """Send one message, then show what the server answers."""
    body = text.encode(FORMAT)
    # The length counts bytes and not letters: "é" is one letter and two bytes.
    header = str(len(body)).encode(FORMAT).ljust(HEADER)
    connection.sendall(header)
    connection.sendall(body)
    answer = connection.recv(2048)
    if not answer:
        sys.exit("The server closed the connection.")
    print(answer.decode(FORMAT, "replace"), flush=True)


def main():
    parser = argparse.ArgumentParser(description="Send what is typed, line by line.")
    parser.add_argument("host")
    parser.add_argument("port", type=int)
    parser.add_argument("--goodbye", default="!DISCONNECT", help="the text that ends the talk")
    options = parser.parse_args()

    with socket.create_connection((options.host, options.port)) as connection:
        for line in sys.stdin:
            send(connection, line.rstrip("\n"))
        send(connection, options.goodbye)


if __name__ == "__main__":
    main()
