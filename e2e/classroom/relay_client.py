"""Everybody to everybody, the client.

It waits for the keyboard and for the server at once, with `select`, so one can
read while writing. What is typed goes to the server; what comes is shown.

    python3 relay_client.py 127.0.0.1 3823
"""

import argparse
import os
import select
import socket
import sys

KEYBOARD = sys.stdin.fileno()


def main():
    parser = argparse.ArgumentParser(description="Chat, line by line.")
    parser.add_argument("host")
    parser.add_argument("port", type=int)
    parser.add_argument("--bare", action="store_true", help="send lines without their newline")
    options = parser.parse_args()

    with socket.create_connection((options.host, options.port)) as server:
        # Our own address is how the others see us.
        print("You are", server.getsockname(), flush=True)
        sources = [KEYBOARD, server]
        while True:
            ready, _, _ = select.select(sources, [], [])
            if server in ready:
                data = server.recv(2048)
                if not data:
                    print("The server closed the connection.", flush=True)
                    return
                # Bytes go to the screen as they are: a letter may come in two halves.
                sys.stdout.buffer.write(data)
                sys.stdout.buffer.flush()
            if KEYBOARD in ready:
                # os.read and not readline, which would read ahead, behind select's back.
                typed = os.read(KEYBOARD, 2048)
                if not typed:
                    # The end of the input: we say no more, but hear the rest.
                    sources.remove(KEYBOARD)
                    server.shutdown(socket.SHUT_WR)
                else:
                    server.sendall(typed.rstrip(b"\n") if options.bare else typed)


if __name__ == "__main__":
    main()
