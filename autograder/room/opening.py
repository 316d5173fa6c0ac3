"""Which rooms are warm: where the kernel allows it, all of this process's but those with a GPU.

A warm room's first process comes from this process's zygote, which has imported MXNet already; a cold one's imports it. Both
stand behind the same wall and give the same reports. Owns the choice, the zygote and its end. Must not know what a room is for.
"""

from __future__ import annotations

import atexit
import contextlib
import dataclasses
import functools
import os
import secrets
import shutil
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from ..errors import SandboxError
from ..gpu.driver import Gpu
from . import bubblewrap
from .limits import LIMITS, Limits
from .process import ProcessRoom
from .zygote import Zygote

COLD_ROOMS = "AUTOGRADER_COLD_ROOMS"  # in the environment: all rooms are cold
_MOST_FAILURES = 2  # zygotes that died or could make no room, until all rooms of this process are cold


@contextlib.contextmanager
def open_room(
    data: Path | None = None,
    limits: Limits = LIMITS,
    hidden: tuple[Path, ...] = (),
    gpu: Gpu | None = None,
    *,
    walled: bool = True,
) -> Iterator[ProcessRoom]:
    """A room, warm or cold; it opens with its first request.

    ``hidden`` is masked wherever it stands below something that the room sees; the others as for `bubblewrap.View`.
    """
    if not walled or gpu is not None or os.environ.get(COLD_ROOMS):
        with bubblewrap.new_view(data, limits, hidden, gpu, walled=walled) as view, ProcessRoom(view) as room:
            yield room
        return
    nursery = _nursery(os.getpid())
    with nursery.new_view(data, limits, hidden) as view, ProcessRoom(view, zygotes=nursery) as room:
        yield room


def deaths() -> int:
    """How many zygotes of this process have died so far, with all their rooms."""
    return _nursery(os.getpid()).deaths()


def end() -> None:
    """End this process's zygote, which the end of the process does, too. The next warm room begins with another."""
    _nursery(os.getpid()).end()


def why_cold() -> str:
    """Why rooms are cold in this process, in words; empty where they are warm, as far as has been tried."""
    if os.environ.get(COLD_ROOMS):
        return f"{COLD_ROOMS} is set"
    return _nursery(os.getpid()).why_cold


class _Nursery:
    """This process's zygote, if it has one, and the folder in which its rooms have theirs."""

    def __init__(self) -> None:
        self._process = os.getpid()
        self._lock = threading.RLock()
        self._opened = contextlib.ExitStack()
        self._home: bubblewrap.View | None = None
        self._zygote: Zygote | None = None  # for new rooms
        self._zygotes: list[Zygote] = []  # that one, and others that have open rooms
        # bubblewrap ends a zygote with the thread that started it: one that lives as long as this process.
        self._starter = ThreadPoolExecutor(1, "zygotes")
        self._deaths = 0
        self._failures: list[Exception] = []
        atexit.register(self.end)

    @contextlib.contextmanager
    def new_view(self, data: Path | None, limits: Limits, hidden: tuple[Path, ...]) -> Iterator[bubblewrap.View]:
        """As `bubblewrap.new_view`, in a folder that the zygote sees."""
        with self._lock:
            if self._home is None or not self._home.shared.exists():  # whoever tidies /tmp may have taken it
                self._zygote = None
                self._opened.close()
                self._home = self._opened.enter_context(bubblewrap.new_view())
            home = self._home.shared / secrets.token_hex(8)
        view = bubblewrap.View(home, data, limits, hidden)
        try:
            bubblewrap.make_folders(view)
            yield view
        finally:
            shutil.rmtree(home, ignore_errors=True)

    def zygote(self, view: bubblewrap.View) -> Zygote | None:
        """One whose rooms can be of ``view``; ``None`` where the room shall be cold."""
        with self._lock:
            self._remove_dead()
            if self._home is None or view.home.parent != self._home.shared:
                return None  # it stands in a folder that is gone
            if self._zygote is not None and self._zygote.shows(view):
                return self._zygote
            self._zygote = None
            for idle in [zygote for zygote in self._zygotes if not zygote.rooms]:
                self._zygotes.remove(idle)
                idle.close()
            while self._zygote is None and not self.why_cold:
                try:
                    seen = dataclasses.replace(self._home, data=view.data, secrets=view.secrets)
                    self._zygote = self._starter.submit(Zygote, seen).result()
                    self._zygotes.append(self._zygote)
                except (OSError, SandboxError) as error:
                    self._failures.append(error)
            return self._zygote

    def lose(self, zygote: Zygote, error: SandboxError) -> None:
        with self._lock:
            self._remove_dead()
            if zygote is self._zygote:
                self._zygote = None
                self._failures.append(error)

    @property
    def why_cold(self) -> str:
        return str(self._failures[-1]) if len(self._failures) >= _MOST_FAILURES else ""

    def deaths(self) -> int:
        with self._lock:
            self._remove_dead()
            return self._deaths

    def _remove_dead(self) -> None:
        for zygote in [zygote for zygote in self._zygotes if not zygote.alive]:
            self._zygotes.remove(zygote)
            zygote.close()
            self._deaths += 1
            self._failures.append(SandboxError("the zygote has died"))
            if zygote is self._zygote:
                self._zygote = None

    def end(self) -> None:
        if os.getpid() != self._process:
            return  # forked, and none of this is its own
        with self._lock:
            self._zygote = None
            self._failures.clear()
            while self._zygotes:
                self._zygotes.pop().close()
            self._opened.close()
            self._home = None


@functools.cache
def _nursery(process: int) -> _Nursery:
    """One for each process: a forked one has no part in its parent's."""
    return _Nursery()
