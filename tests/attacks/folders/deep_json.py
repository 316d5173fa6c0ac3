"""The notebook is JSON nested a million deep."""

from __future__ import annotations

STATE = "unreadable"
SAYS = "not JSON"


def hand_in(folder, notebook, world):
    (folder / "mlp-mnist.ipynb").write_text('{"nbformat": 4, "cells": ' + "[" * 1_000_000 + "]" * 1_000_000 + "}")
