"""Lets irctest, the conformance suite of IRC servers, start Parley: a controller for `pytest --controller parley`."""

import json
import os
import shutil
import tempfile
import uuid
from pathlib import Path
from typing import Any, Optional, Type
from urllib.parse import quote

from irctest import patma
from irctest.basecontrollers import BaseServerController, DirectoryBasedController
from irctest.cases import BaseServerTestCase
from irctest.runner import NotImplementedByController
from irctest.specifications import Capabilities, OptionalBehaviors

REPOSITORY = Path(__file__).resolve().parents[2]
NODE = REPOSITORY / "node_modules" / "node" / "bin" / "node"

# The URL of a nats-server: then each server is a node of a cluster of its own there.
NATS = os.environ.get("IRCTEST_NATS")

# What Parley is to be measured by. Whatever is listed fails where it is missing; what is not listed is only skipped.
CAPABILITIES = frozenset(Capabilities) - {
    Capabilities.STS,
}
# Text that is not UTF-8 is refused on purpose.
BEHAVIORS = frozenset(OptionalBehaviors) - {
    OptionalBehaviors.NON_UTF8_MESSAGE,
}
SASL_MECHANISMS = {"PLAIN", "SCRAM-SHA-256"}
# What a line of IRC has room for behind `REGISTER * * :`, in bytes.
LONGEST_PASSWORD = 490
ISUPPORT = {
    "BOT": "B",
    "CASEMAPPING": "ascii",
    "ELIST": patma.StrRe("(?=.*C)(?=.*M)(?=.*N)(?=.*T)(?=.*U).*"),
    "INVEX": "I",
    "MONITOR": patma.ANYSTR,
    "PREFIX": "(qaohv)~&@%+",
    "STATUSMSG": "~&@%+",
    "TARGMAX": patma.ANYSTR,
    "UTF8ONLY": None,
    "WHOX": None,
}


class ParleyController(BaseServerController, DirectoryBasedController):
    software_name = "Parley"
    _port_wait_interval = 0.01
    # A PONG comes when all that anybody asked before is done.
    sync_sleep_time = 0
    supports_sts = False
    supported_sasl_mechanisms = SASL_MECHANISMS
    extban_mute_char = "m"
    capabilities = CAPABILITIES
    optional_behaviors = BEHAVIORS
    isupport = ISUPPORT

    def create_config(self) -> None:
        # Every test waits for the disk often; in memory the wait is short.
        if not self.directory:
            shm = "/dev/shm"
            usable = os.path.isdir(shm) and os.access(shm, os.W_OK)
            self.directory = Path(tempfile.mkdtemp(prefix="parley-irctest-", dir=shm if usable else None))

    def run(
        self,
        hostname: str,
        port: int,
        *,
        password: Optional[str],
        ssl: bool,
        run_services: bool,
        faketime: Optional[str],
        websocket_hostname: Optional[str],
        websocket_port: Optional[int],
    ) -> None:
        if ssl:
            raise NotImplementedByController("TLS")
        if self.test_config.account_registration_requires_email:
            raise NotImplementedByController("registration by email")
        # The time of a cluster's log is that of NATS.
        if faketime and (NATS or not shutil.which("faketime")):
            raise NotImplementedByController("a clock that runs faster")
        before = self.test_config.account_registration_before_connect
        self.create_config()
        assert self.directory
        self.hostname = hostname
        self.port = port
        # irctest asks for 0.0.0.0, but connects from here.
        secret = "" if password is None else f"?password={quote(password)}"
        listen = [f"irc://127.0.0.1:{port}{secret}"]
        if websocket_port is not None:
            listen.append(f"auto://127.0.0.1:{websocket_port}")
        self._write_config(
            {
                "name": "My.Little.Server",
                "description": "test server",
                "port": "none",
                "listen": listen,
                "data": str(self.directory / "data"),
                "operators": ["operuser:operpassword"],
                "no-rate-limits": True,
                "registration": "before-connect" if before else "after-connect",
                # As few as there may be: tests should not wait.
                "password-iterations": 4096,
                **({"nats": [NATS], "cluster": uuid.uuid4().hex} if NATS else {}),
            }
        )
        prefix = ["faketime", "-f", faketime] if faketime else []
        self.faketime_enabled = faketime is not None
        parley = REPOSITORY / "bin" / "parley.js"
        self.proc = self.execute([*prefix, NODE, parley, "serve", "--config", self.directory / "parley.toml"])

    def _write_config(self, options: dict[str, Any]) -> None:
        with self.open_file("parley.toml", "w") as file:
            for name, value in options.items():
                # What is used of JSON here is TOML too.
                file.write(f"{name} = {json.dumps(value)}\n")

    def registerUser(self, case: BaseServerTestCase, username: str, password: Optional[str] = None) -> None:
        assert password
        if len(password.encode()) > LONGEST_PASSWORD:
            raise NotImplementedByController("passwords that are longer than a line")
        client = case.addClient(show_io=False)
        case.sendLine(client, f"NICK {username}")
        case.sendLine(client, "USER r 0 * :user")
        while case.getRegistrationMessage(client).command != "001":
            pass
        case.getMessages(client)
        case.sendLine(client, f"REGISTER * * :{password}")
        while (message := case.getMessage(client)).command != "REGISTER":
            assert message.command != "FAIL", message
        case.sendLine(client, "QUIT")
        case.assertDisconnected(client)

    def wait_for_services(self) -> None:
        """There are none beside the server."""


def get_irctest_controller_class() -> Type[ParleyController]:
    return ParleyController
