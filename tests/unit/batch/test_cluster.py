"""The parent of a cluster: which addresses are safe, how many jobs are on their way, what is lost and what is tried again.

The cluster is a real scheduler, with workers that are threads of this process, over tcp on the loopback network.
"""

from __future__ import annotations

import contextlib
import dataclasses
import threading
import time
from pathlib import Path

import pytest
from distributed import KilledWorker, LocalCluster

from autograder.batch import cluster
from autograder.batch.bundle import Bundle
from autograder.batch.cluster import Cluster, _allowed
from autograder.batch.job import Died, Failed, Job, Machine, Options
from autograder.errors import BrokenError, UsageError
from autograder.submission.files import MAX_BYTES

BUNDLE = Bundle("toy", None, "digest", (Path("/course"),), b"archive")
MACHINE = Machine("kit", "cpu", "")


def job(student):
    return Job(student, b"", "", (), MACHINE, Options(), 60)


@pytest.mark.parametrize(
    "address",
    ["tls://node:8786", "tls://10.0.0.1:1", "tcp://127.0.0.1:8786", "tcp://[::1]:8786", "tcp://localhost:8786"],
)
def test_tls_and_the_loopback_network_are_safe(address):
    assert _allowed(address) == address


def test_another_network_must_be_written_out():
    for address in ("tcp://10.0.0.1:8786", "tcp://node:8786", "tcp://0.0.0.0:8786", "tcp://localhost.example.org:1"):
        with pytest.raises(UsageError, match="write insecure-tcp://") as refused:
            _allowed(address)
        assert "\n" not in str(refused.value)
        assert _allowed(f"insecure-{address}") == address


@pytest.mark.parametrize(
    "address",
    ["", "node:8786", "tcp://", "tcp://node", "tls://:8786", "http://127.0.0.1:1", "tcp://127.0.0.1:x", "tcp://[::1"],
)
def test_what_is_no_address_is_refused(address):
    with pytest.raises(UsageError, match="expected tls://HOST:PORT or tcp://HOST:PORT, got "):
        _allowed(address)


@pytest.fixture
def scheduler():
    with LocalCluster(
        processes=False,
        protocol="tcp",
        host="127.0.0.1",
        n_workers=2,
        threads_per_worker=1,
        dashboard_address="127.0.0.1:0",
    ) as started:
        yield started


@pytest.fixture
def engine(scheduler):
    made = Cluster(scheduler.scheduler_address)
    yield made
    made.close()


def test_at_most_two_jobs_a_worker_are_on_their_way(engine, monkeypatch):
    taken, answered = 0, 0

    def jobs():
        nonlocal taken
        for number in range(100):
            taken += 1
            assert taken - answered <= 2 * 2 + 1  # the answer that is being handled has left the cluster
            yield job(str(number))

    monkeypatch.setattr(cluster, "work", _named)
    students = set()
    for asked, answer in engine.run(jobs(), BUNDLE):
        assert answer == Failed(asked.student, ours=True)
        assert engine.running <= 2 * 2
        students.add(asked.student)
        answered += 1
    assert students == {str(number) for number in range(100)}
    assert engine.running == 0


def _named(asked, bundle):
    assert bundle == BUNDLE
    return Failed(asked.student, ours=True)


def test_a_large_submission_of_any_name_goes_there_and_nothing_is_said(scheduler, monkeypatch):
    large = dataclasses.replace(job("ann"), submission=bytes(MAX_BYTES), shown="\udcff.ipynb")
    monkeypatch.setattr(
        cluster, "work", lambda asked, bundle: Failed(asked.shown, ours=len(asked.submission) < MAX_BYTES)
    )
    with contextlib.closing(Cluster(scheduler.scheduler_address)) as engine:  # a warning would be an error
        assert list(engine.run([large], BUNDLE)) == [(large, Failed("\udcff.ipynb", ours=False))]


def test_jobs_that_the_scheduler_gives_up_are_tried_once_more_alone(engine, monkeypatch):
    """Whoever waits at a worker that dies is suspected, too: only the one that kills workers alone is named."""
    result = Cluster._result
    together, alone = [], []

    def lost(engine, future):
        answer = result(engine, future)
        if answer.message in ("bomb", "beside it"):
            (alone if engine.running == 0 else together).append(answer.message)
            if engine.running or answer.message == "bomb":
                raise KilledWorker("task", None, 1)
        return answer

    monkeypatch.setattr(cluster, "work", _named)
    monkeypatch.setattr(Cluster, "_result", lost)
    names = ["bomb", "beside it", *map(str, range(10))]
    answers = {asked.student: answer for asked, answer in engine.run(map(job, names), BUNDLE)}
    assert set(list(answers)[-2:]) == {"bomb", "beside it"}
    assert answers["bomb"] == Died("2 worker processes died while they graded it")
    assert answers["beside it"] == Failed("beside it", ours=True)
    assert sorted(together) == sorted(alone) == ["beside it", "bomb"]


def test_a_worker_without_the_package_is_one_sentence(engine, monkeypatch):
    monkeypatch.setattr(cluster, "work", _without_the_package)
    with pytest.raises(BrokenError, match=r"ModuleNotFoundError: .*install the same autograder on every worker"):
        list(engine.run(map(job, "ab"), BUNDLE))
    monkeypatch.setattr(cluster, "this_machine", _without_the_package)
    with pytest.raises(BrokenError, match="install the same autograder on every worker"):
        engine.machine(Options(), None)


def _without_the_package(*arguments):
    raise ModuleNotFoundError("No module named 'autograder'")


def test_workers_of_another_kit_are_refused(engine, monkeypatch):
    monkeypatch.setattr(cluster, "this_machine", lambda options, dataset: MACHINE)
    with pytest.raises(
        UsageError, match=r"a worker has kit, and this command autograder .*: install the same everywhere"
    ):
        engine.machine(Options(), None)


def test_a_scheduler_that_does_not_come_back_ends_the_run(scheduler, monkeypatch):
    monkeypatch.setattr(cluster, "LOST_SECONDS", 1.0)
    engine = Cluster(scheduler.scheduler_address)
    monkeypatch.setattr(cluster, "work", _slow)
    answers = engine.run(map(job, "abc"), BUNDLE)
    threading.Timer(1.0, scheduler.close).start()
    with pytest.raises(BrokenError, match="the scheduler has not answered for 1 s: start it, and run again"):
        next(answers)
    engine.close()


def _slow(asked, bundle):
    time.sleep(3)


def test_a_cluster_without_workers_is_waited_for_and_then_named(scheduler, monkeypatch):
    monkeypatch.setattr(cluster, "WAIT_SECONDS", 1.0)
    scheduler.scale(0)
    engine = Cluster(scheduler.scheduler_address)
    with pytest.raises(BrokenError, match="no worker for 1 s: start some, and run again"):
        engine.machine(Options(), None)
    engine.close()
