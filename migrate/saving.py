"""Write a file whole or not at all.

The bytes go to a file beside it, which then takes its name. That file has the same name every
time, so what a killed process leaves behind is removed by the next one that writes the same
file; a lock tells it from the file of a process that is still writing.
"""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from migrate import stops

try:
    import fcntl
except ImportError:  # Windows, where a file that is open cannot be removed: as good as a lock
    fcntl = None  # type: ignore[assignment]

# How long another process may take to write the same file.
_PATIENCE = 10.0


def save(path: Path, data: bytes | Iterable[bytes]) -> None:
    """Write a file, or its pieces, whole or not at all, keeping the permission bits there are.

    Through a symbolic link the file behind it is written; the link stays.

    Raises:
        OSError: if the folder cannot be written; the target is then as it was.
    """
    path = Path(os.path.realpath(path))
    if path.exists() and not path.is_file():
        raise OSError("it is not a regular file")
    beside = _beside(path)
    held = stops.hold()
    try:
        handle = _create(beside)
    except BaseException:
        stops.let_through(held)
        raise
    try:
        stops.let_through(held)
        with os.fdopen(handle, "wb") as stream:
            stream.writelines([data] if isinstance(data, bytes) else data)
            stream.flush()
            os.fsync(stream.fileno())
            os.chmod(beside, _mode(path))
            if fcntl is not None:
                os.replace(beside, path)  # under the lock
        if fcntl is None:
            os.replace(beside, path)
    except BaseException:
        with suppress(OSError):
            beside.unlink()
        raise


def clear(path: Path) -> None:
    """Remove what a killed process left behind when it wrote this file."""
    with suppress(OSError):
        _remove_abandoned(_beside(Path(os.path.realpath(path))))


def _beside(path: Path) -> Path:
    name = path.name
    if len(os.fsencode(name)) > 200:
        from hashlib import sha256

        name = sha256(os.fsencode(name)).hexdigest()
    return path.with_name(f".{name}.rnn-migrate.tmp")


def _create(path: Path) -> int:
    """A new, locked file; one that is there is removed, or waited for while it is being written.

    Raises:
        OSError: if it cannot be made, or another process goes on writing it.
    """
    flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0)
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            handle = os.open(path, flags, 0o600)
        except FileExistsError:
            if not _remove_abandoned(path):
                if time.monotonic() > until:
                    raise OSError("another process is writing it") from None
                time.sleep(0.02)
            continue
        if fcntl is None:
            return handle
        fcntl.flock(handle, fcntl.LOCK_EX)
        if _is_at(handle, path):
            return handle
        os.close(handle)  # taken for abandoned before it was locked


def _remove_abandoned(path: Path) -> bool:
    """Remove a file that nobody is writing; whether it is gone."""
    try:
        if fcntl is None or not stat.S_ISREG(os.lstat(path).st_mode):
            os.unlink(path)
            return True
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except FileNotFoundError:
        return True
    except PermissionError:
        if fcntl is None:
            return False
        raise
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if _is_at(handle, path):
            os.unlink(path)
        return True
    except BlockingIOError:
        return False
    finally:
        os.close(handle)


def _is_at(handle: int, path: Path) -> bool:
    try:
        here = os.lstat(path)
    except FileNotFoundError:
        return False
    own = os.fstat(handle)
    return (own.st_dev, own.st_ino) == (here.st_dev, here.st_ino)


def _mode(path: Path) -> int:
    try:
        return stat.S_IMODE(path.stat().st_mode)
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask
