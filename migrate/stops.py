"""Let Ctrl-C and an order to end wait for a moment, so that nothing is made that nobody removes."""

from __future__ import annotations

import signal
from collections.abc import Iterable

Held = set[signal.Signals] | None


def hold() -> Held:
    """Hold back both in this thread, and in processes it starts; what was held back before."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        return None
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    return {number for number in before if isinstance(number, signal.Signals)}


def let_through(before: Iterable[signal.Signals] | None = ()) -> None:
    """Hold back only what was held back before; what came meanwhile takes effect now."""
    if before is not None and hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
