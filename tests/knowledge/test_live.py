from __future__ import annotations

import asyncio
import gc
import sys
import weakref
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from shutil import copytree, rmtree
from threading import Event, current_thread, main_thread

import pytest

from knowledge import KnowledgeBase
from knowledge.live import TURN, LiveBase, Outcome, Pauses, Reload, giving_way
from tests.knowledge.folder import Folder

LIGHTHOUSES = Path(__file__).parents[1] / "handlers" / "base"
SECONDS = 60.0
"""How long a test waits at most for what must come."""
SHORT = Pauses(quiet=0.02, doubt=0.05, glance=0.2)
LENS = "Who invented the Fresnel lens?"


class Loads:
    """Loads bases, and notes how often."""

    def __init__(self) -> None:
        self.count = 0
        self.before: Callable[[int], None] = lambda _: None
        """Called before each load with its number, from 1."""

    def __call__(self, folder: Path, previous: KnowledgeBase | None) -> KnowledgeBase:
        self.count += 1
        self.before(self.count)
        return KnowledgeBase.load(folder, previous)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(copytree(LIGHTHOUSES, tmp_path / "base"))


@pytest.fixture
def loads() -> Loads:
    return Loads()


@pytest.fixture
def live(folder: Folder, loads: Loads) -> LiveBase:
    return LiveBase.open(folder.path, loads, SHORT)


@asynccontextmanager
async def watching(live: LiveBase) -> AsyncIterator[list[Reload]]:
    """Watch, from the first look on, and give what comes of each that finds something."""
    heard: list[Reload] = []
    first = asyncio.Event()

    def hear(reload: Reload) -> None:
        first.set()
        if reload.outcome is not Outcome.UNCHANGED:
            heard.append(reload)

    live.listeners.append(hear)
    task = asyncio.create_task(live.watch())
    await asyncio.wait_for(first.wait(), SECONDS)
    try:
        yield heard
    finally:
        task.cancel()
        await asyncio.wait([task])


async def until(look: Callable[[], object]) -> None:
    async with asyncio.timeout(SECONDS):
        while not look():  # noqa: ASYNC110  # what is looked at gives no sign
            await asyncio.sleep(0.01)


def answer(live: LiveBase) -> str:
    return live.standing.knowledge.edition().facts["fresnel"].answer


def redate(folder: Folder, year: int) -> None:
    """Save the year of the lens in place, as the simplest editors do."""
    text = (folder.path / "facts/lamps.yaml").read_text("utf-8")
    before = text.index("stepped lens in ") + len("stepped lens in ")
    folder.write("facts/lamps.yaml", f"{text[:before]}{year}{text[before + 4 :]}")


# Reloading


async def test_a_newer_base_answers_with_its_version_and_the_time(live: LiveBase, folder: Folder) -> None:
    before = live.standing
    redate(folder, 1823)
    reload = await live.reload()
    assert reload == Reload(Outcome.SWAPPED, live.standing)
    assert "in 1823" in answer(live)
    assert live.standing.version != before.version
    assert live.standing.since >= before.since


async def test_what_has_not_changed_is_not_loaded_again(live: LiveBase, folder: Folder, loads: Loads) -> None:
    redate(folder, 1823)
    redate(folder, 1822)
    assert (await live.reload()).outcome is Outcome.UNCHANGED
    assert loads.count == 1


async def test_a_broken_edit_never_reaches_an_asker(live: LiveBase, folder: Folder) -> None:
    before = live.standing
    folder.append("facts/lamps.yaml", "  - id: [\n")
    reload = await live.reload()
    assert reload.outcome is Outcome.BROKEN
    assert [fault.file for fault in live.standing.faults] == ["facts/lamps.yaml"]
    assert live.standing.knowledge is before.knowledge
    assert (live.standing.version, live.standing.since) == (before.version, before.since)


async def test_the_same_faults_are_not_looked_for_again(live: LiveBase, folder: Folder, loads: Loads) -> None:
    folder.append("facts/lamps.yaml", "  - id: [\n")
    faults = (await live.reload()).standing.faults
    count = loads.count
    assert (await live.reload()) == Reload(Outcome.BROKEN, live.standing)
    assert live.standing.faults == faults
    assert loads.count == count


async def test_a_mended_base_answers_and_has_no_faults_any_more(live: LiveBase, folder: Folder) -> None:
    folder.append("facts/lamps.yaml", "  - id: [\n")
    await live.reload()
    folder.edit("facts/lamps.yaml", "  - id: [\n", "")
    redate(folder, 1823)
    assert (await live.reload()).outcome is Outcome.SWAPPED
    assert live.standing.faults == ()


async def test_a_broken_edit_that_is_taken_back_leaves_all_as_it_was(
    live: LiveBase, folder: Folder, loads: Loads
) -> None:
    before = live.standing
    folder.append("facts/lamps.yaml", "  - id: [\n")
    await live.reload()
    count = loads.count
    folder.edit("facts/lamps.yaml", "  - id: [\n", "")
    assert (await live.reload()).outcome is Outcome.RESTORED
    assert live.standing == before
    assert loads.count == count


async def test_a_file_that_was_half_written_is_read_again_before_anybody_hears_of_faults(
    live: LiveBase, folder: Folder, loads: Loads
) -> None:
    whole = (folder.path / "facts/lamps.yaml").read_text("utf-8").replace("in 1822", "in 1823")
    folder.write("facts/lamps.yaml", whole[:-40])
    loop, heard = asyncio.get_running_loop(), list[Outcome]()
    live.listeners.append(lambda reload: heard.append(reload.outcome))

    def write_the_rest(count: int) -> None:
        if count == 2:  # the first half is being read
            loop.call_soon_threadsafe(folder.write, "facts/lamps.yaml", whole)

    loads.before = write_the_rest
    await live.reload()
    assert heard == [Outcome.SWAPPED]
    assert "in 1823" in answer(live)


async def test_what_is_saved_while_a_base_is_loaded_answers_in_the_end(
    live: LiveBase, folder: Folder, loads: Loads
) -> None:
    """Never a mixture of both: what was read meanwhile is read again."""
    redate(folder, 1823)
    loads.before = lambda count: redate(folder, 1824) if count == 2 else None
    await live.reload()
    assert "in 1824" in answer(live)
    assert (await live.reload()).outcome is Outcome.UNCHANGED


async def test_an_edit_that_the_program_cannot_bear_is_a_fault_too(
    live: LiveBase, folder: Folder, loads: Loads
) -> None:
    def fail(_: int) -> None:
        raise RecursionError("too deep")

    loads.before = fail
    redate(folder, 1823)
    assert (await live.reload()).outcome is Outcome.BROKEN
    assert "too deep" in live.standing.faults[0].message
    assert "in 1822" in answer(live)


async def test_answers_go_on_while_a_base_is_loaded(live: LiveBase, folder: Folder, loads: Loads) -> None:
    """It is loaded in another thread, which gives way, and leaves everything as it was."""
    answered, before = Event(), (sys.getswitchinterval(), gc.isenabled())
    during: list[object] = []

    def wait(_: int) -> None:
        during.extend([current_thread() is main_thread(), sys.getswitchinterval() < before[0], gc.isenabled()])
        assert answered.wait(SECONDS)

    loads.before = wait
    redate(folder, 1823)
    task = asyncio.create_task(live.reload())
    await until(lambda: during)
    assert live.standing.knowledge.find(LENS).answers[0].fact.id == "fresnel"
    assert not task.done()
    answered.set()
    assert (await task).outcome is Outcome.SWAPPED
    assert during == [False, True, False]
    assert (sys.getswitchinterval(), gc.isenabled()) == pytest.approx(before)


async def test_who_asks_for_a_reload_at_once_gets_one(live: LiveBase, folder: Folder, loads: Loads) -> None:
    redate(folder, 1823)
    outcomes = [reload.outcome for reload in await asyncio.gather(*(live.reload() for _ in range(5)))]
    assert outcomes == [Outcome.SWAPPED, *[Outcome.UNCHANGED] * 4]
    assert loads.count == 2


async def test_listeners_hear_of_a_base_in_the_moment_in_which_it_answers(live: LiveBase, folder: Folder) -> None:
    heard: list[bool] = []
    live.listeners.append(lambda reload: heard.append(reload.standing is live.standing))
    redate(folder, 1823)
    await live.reload()
    assert heard == [True]


async def test_a_base_that_answers_no_more_is_not_kept(live: LiveBase, folder: Folder) -> None:
    first = weakref.ref(live.standing.knowledge)
    for year in (1823, 1824):
        redate(folder, year)
        assert (await live.reload()).outcome is Outcome.SWAPPED
    gc.collect()
    assert first() is None


# Watching


async def test_a_save_is_noticed(live: LiveBase, folder: Folder) -> None:
    async with watching(live) as heard:
        redate(folder, 1823)
        await until(lambda: heard)
    assert [reload.outcome for reload in heard] == [Outcome.SWAPPED]
    assert "in 1823" in answer(live)


async def test_what_changed_before_the_watch_began_is_noticed(live: LiveBase, folder: Folder) -> None:
    redate(folder, 1823)
    async with watching(live) as heard:
        assert [reload.outcome for reload in heard] == [Outcome.SWAPPED]


async def test_a_save_by_renaming_is_noticed(live: LiveBase, folder: Folder) -> None:
    """As vim and many others save: a new file takes the name of the old one, which has another for a while."""
    lamps, spare, backup = (folder.path / name for name in ("facts/lamps.yaml", "facts/4913", "facts/lamps.yaml~"))
    async with watching(live) as heard:
        spare.write_text(lamps.read_text("utf-8").replace("in 1822", "in 1823"), "utf-8")
        lamps.rename(backup)
        spare.rename(lamps)
        backup.unlink()
        await until(lambda: heard)
    assert [reload.outcome for reload in heard] == [Outcome.SWAPPED]


async def test_many_files_that_change_one_after_the_other_are_one_change(folder: Folder) -> None:
    """As with a checkout of another branch: what is there in between is nobody's, and most often broken."""
    live = LiveBase.open(folder.path, pauses=Pauses(quiet=0.3, doubt=0.6, glance=0.5))
    async with watching(live) as heard:
        for name in ("topics.yaml", "sources.yaml", "facts/lamps.yaml", "facts/towers.yaml"):
            text = (folder.path / name).read_text("utf-8")
            (folder.path / name).unlink()
            await asyncio.sleep(0.01)
            folder.write(name, f"{text}\n# changed\n")
        await until(lambda: heard)
        await asyncio.sleep(1)
    assert [reload.outcome for reload in heard] == [Outcome.SWAPPED]


async def test_a_folder_that_is_deleted_leaves_the_base_and_is_watched_when_it_is_there_again(
    live: LiveBase, folder: Folder
) -> None:
    async with watching(live) as heard:
        rmtree(folder.path)
        await until(lambda: heard)
        assert heard.pop().outcome is Outcome.BROKEN
        assert "no such folder" in live.standing.faults[0].message
        assert "in 1822" in answer(live)
        copytree(LIGHTHOUSES, folder.path)
        await until(lambda: heard)
        assert heard.pop().outcome is Outcome.RESTORED
        redate(folder, 1823)
        await until(lambda: heard)
    assert "in 1823" in answer(live)


async def test_a_folder_in_whose_place_another_one_comes_is_watched_from_then_on(
    folder: Folder, tmp_path: Path
) -> None:
    """As where a deployment leads a link from one release to the next."""
    other = Folder(copytree(folder.path, tmp_path / "next"))
    redate(other, 1823)
    current = tmp_path / "current"
    current.symlink_to(folder.path)
    live = LiveBase.open(current, pauses=SHORT)
    async with watching(live) as heard:
        (tmp_path / "new").symlink_to(other.path)
        (tmp_path / "new").rename(current)
        await until(lambda: heard)
        assert "in 1823" in answer(live)
        redate(other, 1824)
        await until(lambda: "in 1824" in answer(live))


async def test_without_word_from_the_system_a_change_is_seen_at_a_glance(
    live: LiveBase, folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where the files are on another machine, or the system watches no more folders."""

    def no_more(*_: object, **__: object) -> object:
        raise OSError(28, "OS file watch limit reached")

    monkeypatch.setattr("knowledge.live.awatch", no_more)
    async with watching(live) as heard:
        redate(folder, 1823)
        await until(lambda: heard)
    assert "in 1823" in answer(live)


def test_those_who_give_way_leave_the_interpreter_as_it_was_however_they_overlap() -> None:
    before = sys.getswitchinterval(), gc.isenabled()
    first, second = giving_way(), giving_way()
    first.__enter__()
    second.__enter__()
    first.__exit__(None, None, None)
    assert sys.getswitchinterval() == pytest.approx(TURN)
    assert not gc.isenabled()
    second.__exit__(None, None, None)
    assert (sys.getswitchinterval(), gc.isenabled()) == before
