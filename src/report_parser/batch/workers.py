"""Worker processes for one ordered stream of tasks.

A worker gets one task at a time, over a pipe of its own. So it is known which task killed a worker or takes too long:
that task is lost, a new worker is started, and all other tasks go on. Only a few tasks more than there are workers are
drawn from the stream, so memory is bounded for a stream of any length. (`concurrent.futures` and loky give up the whole
pool when a worker dies, and neither can stop a task.)
"""

from __future__ import annotations

import gc
import multiprocessing
import signal
import threading
import time
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from typing import Any, Generic, TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")

_AHEAD = 8  # so many tasks for each worker may be drawn before the oldest is done
_SELDOM = 50_000  # new objects between two runs of a worker's garbage collector
_READY = b"ready"
_NO_START = (
    "the worker processes cannot start. A script that parses with workers does it under "
    'if __name__ == "__main__": since each worker imports the script.'
)


@dataclass(frozen=True, slots=True)
class LostTask:
    """Stands for the result of a task whose worker died or took too long."""

    error: str


class _Worker(Generic[Task, Result]):
    """One process and the task that it works on (`number`, None while idle; begun at `since`)."""

    def __init__(self, context: BaseContext, work: Callable[[Task], Result]) -> None:
        self.pipe, theirs = context.Pipe()
        self.process: BaseProcess = context.Process(target=_serve, args=(theirs, work), daemon=True)  # type: ignore[attr-defined]
        self.process.start()
        theirs.close()
        self.ready = False
        self.number: int | None = None
        self.since = 0.0

    def give(self, number: int, task: Task) -> None:
        """Send a task. Raises OSError if the process has ended."""
        self.number, self.since = number, time.monotonic()
        self.pipe.send(task)

    def end(self) -> str:
        """Kill the process; returns how it ended, in words."""
        self.pipe.close()
        self.process.join(0.2)
        died = not self.process.is_alive()
        self.process.kill()
        self.process.join()
        code = self.process.exitcode or 0
        if not died:
            return "its worker was stopped"
        return (
            f"its worker was killed by {signal.Signals(-code).name}" if code < 0 else f"its worker exited with {code}"
        )


def ordered(
    work: Callable[[Task], Result], tasks: Iterable[Task], workers: int, timeout: float | None = None
) -> Generator[tuple[Task, Result | LostTask]]:
    """Each task with its result, in the order of the tasks. `work`, tasks and results must be picklable.

    Closing the iterator ends the workers. Raises RuntimeError where workers cannot be started, and what iterating over
    `tasks` raises. An exception out of `work` ends its worker and gives LostTask.
    """
    return _WorkerPool(work, tasks, workers, timeout).run()


class _WorkerPool(Generic[Task, Result]):
    """The workers of one stream: tasks drawn and not given back yet (`drawn`), and the results so far (`done`)."""

    def __init__(
        self, work: Callable[[Task], Result], tasks: Iterable[Task], workers: int, timeout: float | None
    ) -> None:
        # Never fork: the caller may have threads (Arrow has), and a fork of those can hang.
        methods = multiprocessing.get_all_start_methods()
        self.context = multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")
        if "forkserver" in methods:
            self.context.set_forkserver_preload(["report_parser.parser"])
        self.work = work
        self.tasks = enumerate(tasks)
        self.limit, self.timeout = workers, timeout
        self.workers: list[_Worker[Task, Result]] = []
        self.drawn: dict[int, Task] = {}
        self.done: dict[int, Result | LostTask] = {}
        self.next = 0
        self.more = True

    def run(self) -> Generator[tuple[Task, Result | LostTask]]:
        """Yield every task with its result, in order; ends the workers when closed."""
        try:
            while self.more or self.drawn:
                self.hand_out()
                while self.next in self.done:
                    yield self.drawn.pop(self.next), self.done.pop(self.next)
                    self.next += 1
                    self.collect(0)
                    self.hand_out()
                if self.drawn:
                    self.collect(self.time_to_wait())
        finally:
            for worker in self.workers:
                worker.pipe.close()
                worker.process.kill()
            for worker in self.workers:
                worker.process.join()

    def hand_out(self) -> None:
        """Give every idle worker a task, unless too many are drawn before the oldest is done."""
        while self.more and len(self.drawn) < self.limit * _AHEAD:
            worker = next((worker for worker in self.workers if worker.number is None), None)
            if worker is None and len(self.workers) == self.limit:
                return
            try:
                number, task = next(self.tasks)
            except StopIteration:
                self.more = False
                return
            self.drawn[number] = task
            self.give(worker, number)

    def give(self, worker: _Worker[Task, Result] | None, number: int) -> None:
        """Give a task to this worker, or to a new one if there is none or it has ended."""
        while True:
            if worker is None:
                worker = self.start()
            try:
                worker.give(number, self.drawn[number])
                return
            except OSError:  # it died while idle: no task is to blame
                if not worker.ready:
                    raise RuntimeError(_NO_START) from None
                self.remove_worker(worker)
                worker = None

    def start(self) -> _Worker[Task, Result]:
        """A new worker. Raises RuntimeError where processes cannot be started."""
        try:
            with _uninterrupted():
                worker = _Worker(self.context, self.work)
        except OSError as problem:  # it ended before it could read its work
            raise RuntimeError(_NO_START) from problem
        self.workers.append(worker)
        return worker

    def collect(self, seconds: float | None) -> None:
        """Receive results, waiting at most so many seconds for one (None: any time), and end workers that are late."""
        pipes: dict[Any, _Worker[Task, Result]] = {worker.pipe: worker for worker in self.workers}
        for pipe in wait(list(pipes), seconds):
            self.receive(pipes.pop(pipe))
        if self.timeout is not None:
            end = time.monotonic() - self.timeout
            for worker in pipes.values():
                if worker.ready and worker.number is not None and worker.since < end:
                    self.give_up(worker, f"TimeoutError: no result within {self.timeout:g} s")

    def receive(self, worker: _Worker[Task, Result]) -> None:
        """Receive what a worker sent: that it is ready, or a result; if it died, its task is lost."""
        try:
            message: Any = worker.pipe.recv()
        except (EOFError, OSError):
            if not worker.ready:
                raise RuntimeError(_NO_START) from None
            self.give_up(worker, "")
            return
        if not worker.ready:
            worker.ready, worker.since = True, time.monotonic()
        elif worker.number is not None:
            self.done[worker.number], worker.number = message, None

    def give_up(self, worker: _Worker[Task, Result], reason: str) -> None:
        """End a worker; its task, if it has one, is lost for this reason (or, if empty, for how it ended)."""
        number, worker.number = worker.number, None
        ending = self.remove_worker(worker)
        if number is not None:
            self.done[number] = LostTask(reason or f"WorkerDiedError: {ending}")

    def remove_worker(self, worker: _Worker[Task, Result]) -> str:
        """End a worker; returns how it ended, in words."""
        self.workers.remove(worker)
        return worker.end()

    def time_to_wait(self) -> float | None:
        """The seconds until the next worker is late; None if no timeout can pass."""
        since = [worker.since for worker in self.workers if worker.ready and worker.number is not None]
        if self.timeout is None or not since:
            return None
        return max(0.0, min(since) + self.timeout - time.monotonic()) + 0.01


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Delay Ctrl-C until the block ends, so that no worker is left half started; workers started here ignore it."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    late: list[int] = []
    handler = signal.signal(signal.SIGINT, lambda number, frame: late.append(number))
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT}) if hasattr(signal, "pthread_sigmask") else None
    try:
        yield
    finally:
        if before is not None:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
        signal.signal(signal.SIGINT, handler)
        if late:
            signal.raise_signal(signal.SIGINT)


def _serve(pipe: Connection, work: Callable[[Any], Any]) -> None:
    """What a worker process runs: one task after the other, until its pipe is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides when to stop
    # Reports hold no reference cycles, so the garbage collector finds little: let it run seldom.
    gc.freeze()
    gc.set_threshold(_SELDOM)
    threading.Thread(target=_follow_parent, daemon=True).start()
    try:
        pipe.send(_READY)
        while True:
            pipe.send(work(pipe.recv()))
    except (EOFError, OSError):
        return


def _follow_parent() -> None:
    """End this process when its parent ends, even in the middle of a task."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        signal.raise_signal(signal.SIGTERM)
