"""The network that is trained, and how long: `autograder.checking.training` does the rest."""

from __future__ import annotations

from pathlib import Path

from autograder.checking.training import read_training

NETWORK, BUDGETS = read_training(Path(__file__).with_name("suite.toml"), "net and sgd")
