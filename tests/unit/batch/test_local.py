"""Grading processes of this machine: replaced when they die, with or without a job, and never left behind."""

from __future__ import annotations

import multiprocessing
import multiprocessing.spawn
import os
import signal

import pytest

from autograder.batch import local
from autograder.batch.bundle import Bundle
from autograder.batch.job import Job, Machine, Options, Stop
from autograder.batch.local import Local
from autograder.errors import BrokenError

pytestmark = pytest.mark.slow

BUNDLE = Bundle("toy", None, "digest", (), b"archive")
MACHINE = Machine("another kit", "", "")  # so that a job ends at once


def jobs(number):
    return [Job(str(one), b"", "", (), MACHINE, Options(walled=False), 60) for one in range(number)]


def children():
    return [child for child in multiprocessing.active_children() if child.is_alive()]


def test_jobs_are_answered_and_no_process_is_left():
    engine = Local(2)
    answers = {job.student: answer for job, answer in engine.run(jobs(5), BUNDLE)}
    assert set(answers) == set("01234")
    assert all(isinstance(answer, Stop) and "differs" in answer.message for answer in answers.values())
    assert engine.running == 0 and children() == []


def test_a_process_that_dies_without_a_job_is_replaced():
    engine = Local(1)
    process = local._Process(None)
    number = process._number.result(60)
    os.kill(number, signal.SIGKILL)
    next(child for child in process._children if child.pid == number).join(60)
    engine._idle.append(process)
    ((_, answer),) = engine.run(jobs(1), BUNDLE)
    assert isinstance(answer, Stop)
    assert children() == []


@pytest.mark.parametrize("executable", ["/bin/false", "/nowhere/python"])
def test_processes_that_do_not_start_end_the_run(monkeypatch, executable):
    monkeypatch.setattr(multiprocessing.spawn, "_python_exe", os.fsencode(executable))
    with pytest.raises(BrokenError, match="the grading process does not start: "):
        list(Local(2).run(jobs(3), BUNDLE))
    assert children() == []
