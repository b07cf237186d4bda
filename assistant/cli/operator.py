"""Who gives a command: the user of the operating system, for the audit log."""

from __future__ import annotations

import os
import pwd

from assistant.core.actor import Actor, Face


def operator() -> Actor:
    """The person at the command line, by the name of the operating system, or else by number."""
    number = os.getuid()
    try:
        name = pwd.getpwuid(number).pw_name
    except KeyError:
        name = f"uid-{number}"
    return Actor(name, Face.COMMAND)
