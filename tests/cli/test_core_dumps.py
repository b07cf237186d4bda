"""Texts in memory leave no image of it on disk when a process crashes."""

from __future__ import annotations

import subprocess
import sys

CODE = """
import resource, sys
from assistant.__main__ import main
sys.argv = ["assistant", "--help"]
try:
    main()
except SystemExit:
    pass
print(resource.getrlimit(resource.RLIMIT_CORE))
"""


def test_every_command_switches_core_dumps_off_for_itself_and_its_workers() -> None:
    done = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "(0, 0)"
