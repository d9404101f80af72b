"""End the server that `make run` started in this working copy, and no other."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

PID_FILE = Path(__file__).resolve().parent.parent / "var" / "run" / "demo.pid"
PATIENCE_SECONDS = 15


def main() -> int:
    """Ask the server to stop as Ctrl-C would, and wait until it has."""
    if not PID_FILE.exists():
        print("No server of `make run` is running here.")
        return 0
    pid = int(PID_FILE.read_text(encoding="utf-8"))
    if not _is_ours(pid):
        print("The server of the last `make run` has already ended.")
        PID_FILE.unlink()
        return 0
    os.kill(pid, signal.SIGINT)
    give_up = time.monotonic() + PATIENCE_SECONDS
    while _is_ours(pid):
        if time.monotonic() > give_up:
            print(f"The server (process {pid}) does not stop; end it by hand.", file=sys.stderr)
            return 1
        time.sleep(0.1)
    PID_FILE.unlink(missing_ok=True)
    print("Stopped.")
    return 0


def _is_ours(pid: int) -> bool:
    """Whether that process is still the server: numbers of ended processes are given out again."""
    return "lightwell serve" in _command_of(pid)


def _command_of(pid: int) -> str:
    if Path("/proc/self").exists():
        try:
            words = Path(f"/proc/{pid}/cmdline").read_bytes()
        except OSError:
            return ""
        return words.replace(b"\0", b" ").decode(errors="replace")
    asked = ["ps", "-o", "args=", "-p", str(pid)]
    return subprocess.run(asked, capture_output=True, text=True, check=False).stdout


if __name__ == "__main__":
    sys.exit(main())
