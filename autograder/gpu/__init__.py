"""NVIDIA GPUs and the choice of a device: the driver, libraries of MXNet's CUDA build, places in a GPU's memory.

Owns which device a submission is graded on, and that the device never changes a score. Must not know rooms, or how grading is
done.
"""

from __future__ import annotations
