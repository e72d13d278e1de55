"""A base as it was in an earlier revision is laid out from git, and nothing that is written can become an option."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from bot.commands.revisions import at_revision
from bot.errors import OperatorError

WHO = {f"GIT_{who}_{what}": "x@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")


def git(folder: Path, *arguments: str) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")} | WHO
    subprocess.run(["git", *arguments], cwd=folder, env=environment, check=True, capture_output=True)  # noqa: S603, S607


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """A folder within a repository, of which two revisions are kept."""
    folder = tmp_path / "repository" / "base"
    (folder / "facts").mkdir(parents=True)
    git(folder.parent, "init", "-q")
    for text in ("old", "new"):
        (folder / "base.yaml").write_text(text, "utf-8")
        (folder / "facts" / "é a.yaml").write_text(text, "utf-8")
        (folder.parent / "beside.txt").write_text(text, "utf-8")
        git(folder.parent, "add", ".")
        git(folder.parent, "commit", "-qm", text)
    (folder / "base.yaml").write_text("edited", "utf-8")
    return folder


@pytest.mark.parametrize(("revision", "text"), [("HEAD~1", "old"), ("HEAD", "new")])
def test_the_folder_is_laid_out_as_it_was_and_nothing_beside_it(base: Path, revision: str, text: str) -> None:
    with at_revision(base, revision) as folder:
        found = {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in folder.rglob("*.*")}
    assert found == {"base.yaml": text, "facts/é a.yaml": text}
    assert not folder.exists()
    assert (base / "base.yaml").read_text("utf-8") == "edited"


@pytest.mark.parametrize(
    "revision", ["nonsense", "--output=taken", "-h", "HEAD; touch taken", "$(touch taken)", "", "HEAD:base"]
)
def test_what_is_no_revision_is_refused_and_runs_nothing(base: Path, revision: str) -> None:
    before = sorted(base.parent.rglob("*"))
    with pytest.raises(OperatorError, match="git finds no such revision"), at_revision(base, revision):
        pass
    assert sorted(base.parent.rglob("*")) == before


def test_a_link_is_not_laid_out(base: Path) -> None:
    (base / "link.yaml").symlink_to("/etc/passwd")
    git(base.parent, "add", ".")
    git(base.parent, "commit", "-qm", "link")
    with at_revision(base, "HEAD") as folder:
        assert not (folder / "link.yaml").exists()
        assert not (folder / "link.yaml").is_symlink()


def test_a_folder_that_did_not_exist_then_is_told_so(base: Path) -> None:
    later = base.parent / "later"
    later.mkdir()
    with pytest.raises(OperatorError, match="did not exist in revision HEAD"), at_revision(later, "HEAD"):
        pass


def test_a_folder_in_no_repository_and_a_missing_one_are_told_so(tmp_path: Path) -> None:
    for folder, told in ((tmp_path, "git finds no such revision"), (tmp_path / "none", "there is no folder")):
        with pytest.raises(OperatorError, match=told), at_revision(folder, "HEAD"):
            pass


def test_without_git_two_folders_are_asked_for(base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(OperatorError, match="git is not installed"), at_revision(base, "HEAD"):
        pass
