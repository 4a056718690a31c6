"""Worker processes for one ordered stream of tasks.

A worker has one task at a time, over a pipe of its own, so that it is always known whose fault a death is: a task that
kills its worker, or takes too long, costs that task and a new worker. No more tasks are drawn than can be given back
in order soon, so that memory stays bounded whatever the stream's length. `concurrent.futures` and loky give the whole
pool up when a worker dies, and neither can stop a task.
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

_AHEAD = 8  # tasks a worker that may be drawn before the oldest is done
_SELDOM = 50_000  # new objects between two looks of a worker's garbage collector
_READY = b"ready"
_NO_START = (
    "the worker processes cannot start. A script that parses with workers does it under "
    'if __name__ == "__main__": since each worker imports the script.'
)


@dataclass(frozen=True, slots=True)
class LostTask:
    """A task that gave no result: its worker died or took too long."""

    error: str


class _Worker(Generic[Task, Result]):
    """One process and what it is busy with."""

    def __init__(self, context: BaseContext, work: Callable[[Task], Result]) -> None:
        self.pipe, theirs = context.Pipe()
        self.process: BaseProcess = context.Process(target=_serve, args=(theirs, work), daemon=True)  # type: ignore[attr-defined]
        self.process.start()
        theirs.close()
        self.ready = False
        self.number: int | None = None
        self.since = 0.0

    def give(self, number: int, task: Task) -> None:
        self.number, self.since = number, time.monotonic()
        self.pipe.send(task)

    def end(self) -> str:
        """Kill the process and say how it ended."""
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
        """Give every idle worker a task, as long as there are tasks and the oldest one is not too far behind."""
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
        while True:
            if worker is None:
                worker = self.start()
            try:
                worker.give(number, self.drawn[number])
                return
            except OSError:  # it died while it was idle, which is no task's fault
                if not worker.ready:
                    raise RuntimeError(_NO_START) from None
                self.remove_worker(worker)
                worker = None

    def start(self) -> _Worker[Task, Result]:
        try:
            with _uninterrupted():
                worker = _Worker(self.context, self.work)
        except OSError as problem:  # it ended before it had read what it is to do
            raise RuntimeError(_NO_START) from problem
        self.workers.append(worker)
        return worker

    def collect(self, seconds: float | None) -> None:
        """Take in what the workers have to say, waiting for it if need be, and end those who are late."""
        pipes: dict[Any, _Worker[Task, Result]] = {worker.pipe: worker for worker in self.workers}
        for pipe in wait(list(pipes), seconds):
            self.receive(pipes.pop(pipe))
        if self.timeout is not None:
            end = time.monotonic() - self.timeout
            for worker in pipes.values():
                if worker.ready and worker.number is not None and worker.since < end:
                    self.give_up(worker, f"TimeoutError: no result within {self.timeout:g} s")

    def receive(self, worker: _Worker[Task, Result]) -> None:
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
        number, worker.number = worker.number, None
        ending = self.remove_worker(worker)
        if number is not None:
            self.done[number] = LostTask(reason or f"WorkerDiedError: {ending}")

    def remove_worker(self, worker: _Worker[Task, Result]) -> str:
        self.workers.remove(worker)
        return worker.end()

    def time_to_wait(self) -> float | None:
        """How long to wait until a worker is late."""
        since = [worker.since for worker in self.workers if worker.ready and worker.number is not None]
        if self.timeout is None or not since:
            return None
        return max(0.0, min(since) + self.timeout - time.monotonic()) + 0.01


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Put an interrupt off, so that no worker is left half started; those that start here never see one."""
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
    """A worker's life: one task after the other, until the pipe ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides when to stop
    # The process is ours. Reports are no cycles, so the collector finds little in them and looks seldom.
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
    """End with the parent, even while a task is running."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        signal.raise_signal(signal.SIGTERM)
