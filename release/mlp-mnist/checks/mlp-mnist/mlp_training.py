"""The network that is trained, and how long: `autograder.checking.training` does the rest."""

from __future__ import annotations

from autograder.checking.networks import Network
from autograder.checking.training import Budget

NETWORK = Network((784, 256, 256, 10), "net, softmax_cross_entropy and SGD")
# Measured with tests/benchmarks/training_bar.py on 2026-11-22 (MXNet 1.9.1, one thread of a Xeon with 2 cores), the
# instructor's solution over 100 seeds each. No run missed the bar (false fails: 0 of 100, that is, below 3 % with 95 %
# confidence; the second half of the budget, which no seed needed, makes it far rarer). Seconds are processor time, the host's
# 0.6 for working out the steps again counted in.
# mnist: stopped after 25,600 images in 88 runs and after 32,000 in 12, at 0.9500 or more, 0.9533 on average; 2.4 s in the
#   middle, 3.3 at most. The brief training came to 0.902 on average, 0.829 at least. The worst piece of a run strayed from the
#   host's by more than 0.01 in 12 runs and by 0.14 at most; no more than 2 pieces of a run strayed by more than 1e-3.
# digits: stopped after 12,800 images in all runs, at 0.9577 or more, 0.9710 on average; 1.1 s in the middle, 1.3 at most. The
#   brief training came to 0.935 on average, 0.758 at least. The worst piece: beyond 0.01 in 17 runs, 0.27 at most;
#   no more than 2 pieces of a run beyond 1e-3.
BUDGETS = {
    "mnist": Budget(bar=0.95, planned=32_000, limit=64_000, first_look=25_600, rate=0.006, brief=6_400, brief_bar=0.75),
    "digits": Budget(bar=0.95, planned=19_200, limit=38_400, first_look=12_800, rate=0.005, brief=6_400, brief_bar=0.5),
}
