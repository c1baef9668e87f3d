"""Memory that the process keeps: what arrays give back is used again, instead of being cleared anew by the kernel."""

import ctypes
import sys

TRIM_THRESHOLD, TOP_PAD, MMAP_THRESHOLD = -1, -2, -3
"""Names of glibc's settings (mallopt(3))."""
SETTINGS = {TRIM_THRESHOLD: 2**31 - 1, TOP_PAD: 2**26, MMAP_THRESHOLD: 2**25}
"""Bytes: give back nothing under 2 GB, grow by 64 MB at once, ask the kernel for single arrays only from 32 MB up."""


def keep_memory() -> bool:
    """Let glibc keep what is freed, for a process that ends when its work is done. Whether it did.

    Elsewhere than on glibc nothing happens.
    """
    if sys.platform != "linux":
        return False
    setting = getattr(ctypes.CDLL(None), "mallopt", None)
    return setting is not None and all(setting(name, size) == 1 for name, size in SETTINGS.items())
