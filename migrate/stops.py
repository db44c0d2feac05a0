"""Let Ctrl-C and an order to end wait for a moment, so that nothing is made that nobody removes."""

from __future__ import annotations

import signal
from collections.abc import Iterable

# Signals by number: real-time ones have no name.
Held = set[int] | None


def hold() -> Held:
    """Hold back both in this thread, and in processes it starts; what was held back before."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        return None
    return set(signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM}))


def let_through(before: Iterable[int] | None = ()) -> None:
    """Hold back only what was held back before; what came meanwhile takes effect now."""
    if before is not None and hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
