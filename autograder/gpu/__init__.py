"""Which GPUs there are, and what runs on one: libraries of MXNet's CUDA build, the driver, places, the choice of a device.

Owns that no score hangs on a device. Must not know rooms, or how grading is done.
"""

from __future__ import annotations
