"""The notebook holds numbers of a million digits and none at all."""

from __future__ import annotations

STATE = "unreadable"
SAYS = "not JSON"


def hand_in(folder, notebook, world):
    (folder / "mlp-mnist.ipynb").write_text(
        '{"nbformat": 4, "nbformat_minor": ' + "9" * 1_000_000 + ', "cells": [NaN, -Infinity]}'
    )
