"""A talk by turns, the client.

The server speaks first. We show what it says, answer once, and wait again.

    python3 turns_client.py 127.0.0.1 2000
"""

import argparse
import socket
import sys

CLIENT_GOODBYE = "Client has disconnected..."
SERVER_GOODBYE = "Goodbye, Chat Room!"


def typed():
    """The next line that is not empty, or nothing at the end of the input."""
    for line in sys.stdin:
        text = line.rstrip("\n")
        if text:  # an empty answer would not be sent at all, and both would wait for ever
            return text
    return None


def main():
    parser = argparse.ArgumentParser(description="Answer the server, turn by turn.")
    parser.add_argument("host")
    parser.add_argument("port", type=int)
    options = parser.parse_args()

    with socket.create_connection((options.host, options.port)) as server:
        while True:
            heard = server.recv(2048).decode()
            if not heard:
                print("The server is gone.", flush=True)
                return
            print(f"Server: {heard}", flush=True)
            if heard == SERVER_GOODBYE:
                return
            answer = typed()
            if answer is None:
                server.sendall(CLIENT_GOODBYE.encode())
                return
            server.sendall(answer.encode())


if __name__ == "__main__":
    main()
