"""What a process of our own may do that a library must not: keep memory, search it seldom, fork.

A process is ours where nobody else's code runs in it and it ends when its work is done: the command line's.
"""

import ctypes
import gc
import sys

TRIM_THRESHOLD, TOP_PAD, MMAP_THRESHOLD = -1, -2, -3
"""Names of glibc's settings (mallopt(3))."""
SETTINGS = {TRIM_THRESHOLD: 2**31 - 1, TOP_PAD: 2**26, MMAP_THRESHOLD: 2**25}
"""Bytes: give back nothing under 2 GB, grow by 64 MB at once, ask the kernel for single arrays only from 32 MB up."""
RUBBISH = (200_000, 50, 100)
"""Objects made since the last search before Python looks for cycles again, and searches before it looks among older."""


_allowed = {"forks": False}


def be_ours() -> None:
    """All of it."""
    keep_memory()
    search_seldom()
    allow_forks()


def keep_memory() -> bool:
    """Let glibc keep what is freed: used again, it need not be cleared anew by the kernel. Whether it did.

    Elsewhere than on glibc nothing happens.
    """
    if sys.platform != "linux":
        return False
    setting = getattr(ctypes.CDLL(None), "mallopt", None)
    return setting is not None and all(setting(name, size) == 1 for name, size in SETTINGS.items())


def search_seldom() -> None:
    """Leave what is loaded so far out of searches for cycles, and search among the rest seldom.

    A brief makes many objects, and next to no cycles.
    """
    gc.freeze()
    gc.set_threshold(*RUBBISH)


def allow_forks(allowed: bool = True) -> None:
    """From now on `forks` may fork, on Linux, where that is safe with open libraries; or it may no more.

    None of our other threads may be importing or drawing while work is handed out.
    """
    _allowed["forks"] = allowed and sys.platform == "linux"


def may_fork() -> bool:
    """Whether forks are allowed and possible."""
    return _allowed["forks"]
