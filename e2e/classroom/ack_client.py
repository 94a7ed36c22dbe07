"""Named clients, the client.

The server says first what we are called. Then every line that is typed gets an
answer: the same text with ACK behind it, or what a command asks for: `status`,
`status all`, `list`, `get NAME`, `exit`.

    python3 ack_client.py 127.0.0.1 12345
"""

import argparse
import pathlib
import socket
import sys


def show(text):
    print(text, flush=True)


def get(connection, name, folder):
    """Ask for a file. Its answer is a line `NAME <bytes>`, then that many bytes."""
    connection.sendall(f"get {name}".encode())
    head = b""
    while not head.endswith(b"\n"):
        byte = connection.recv(1)
        if not byte:
            break
        head += byte
    line = head.decode().rstrip("\n")
    sent_name, _, length = line.rpartition(" ")
    if sent_name != name or not length.isdigit():
        show(line)  # the server says why not
        return
    data = b""
    while len(data) < int(length):
        piece = connection.recv(int(length) - len(data))
        if not piece:
            sys.exit("The server closed the connection in the middle of the file.")
        data += piece
    # Only the last part of the name, so that nobody makes us write elsewhere.
    path = folder / pathlib.PurePath(name).name
    path.write_bytes(data)
    show(f"{name}: {length} bytes")


def main():
    parser = argparse.ArgumentParser(description="Send what is typed, line by line.")
    parser.add_argument("host")
    parser.add_argument("port", type=int)
    parser.add_argument("--folder", type=pathlib.Path, default=".", help="where files are put")
    options = parser.parse_args()

    with socket.create_connection((options.host, options.port)) as connection:
        name = connection.recv(1024).decode()
        if not name.startswith("Client"):
            show(name.rstrip("\n"))
            sys.exit(1)
        show(f"Connected as {name}")
        for line in sys.stdin:
            text = line.rstrip("\n")
            if text == "":
                continue  # nothing would be sent, so nothing would be answered
            if text.startswith("get "):
                get(connection, text[len("get "):], options.folder)
                continue
            connection.sendall(text.encode())
            answer = connection.recv(65536).decode()
            if not answer:  # after `exit`, the server closes
                break
            show(answer.rstrip("\n"))
    show("Disconnected")


if __name__ == "__main__":
    main()
