from __future__ import annotations

import json
import re
import shutil
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner, Result

from bot.__main__ import app
from bot.errors import OperatorError
from tests.knowledge.conftest import FRAM
from tests.knowledge.files.broken import NO_FORM, NO_SENSE, NO_YAML, Broken
from tests.knowledge.folder import Folder

GUIDE = Path(__file__).parents[2] / "docs" / "editing.md"
SHIP = "facts/ship.yaml"
RATES = "golden:\n  en: {right: 100, found: 100, wrong: 0}\n"
HARD = "questions:\n  - {ask: what colour were the sails, fact: launch}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """The small base, in the folder in which the command runs."""
    return Folder(Path(shutil.copytree(FRAM, tmp_path / "base")))


def check(*options: str) -> Result:
    return CliRunner().invoke(app, ["check", "--knowledge", "base", *options])


def document(*options: str) -> dict[str, Any]:
    found = json.loads(check("--json", *options).stdout)
    assert isinstance(found, dict)
    return found


def guide(language: str) -> list[str]:
    """Return the recipes of the editor's guide that are written in one language."""
    return re.findall(rf"```{language}\n(.*?)```", GUIDE.read_text("utf-8"), re.DOTALL)


def test_warnings_do_not_fail_a_base_unless_it_is_strict(folder: Folder) -> None:
    assert check().exit_code == 0
    assert check("--strict").exit_code == 1
    for path in sorted((folder.path / "translations").rglob("*.yaml")):
        path.unlink()
    folder.edit(
        SHIP,
        "      - What does the catalogue FM/12/345 describe?\n",
        "      - What is FM/12/345?\n      - inventory of parts\n",
    )
    result = check("--strict")
    assert (result.exit_code, "0 warnings\n" in result.stdout) == (0, True)


@pytest.mark.usefixtures("folder")
def test_people_see_warnings_with_their_kinds_then_thresholds_and_rates() -> None:
    output = check().stdout
    assert f"{SHIP}:41:5: catalogue has one phrasing" in output
    assert "10 warnings: 8 untranslated, 2 few-phrasings" in output
    assert output.index("warnings: ") < output.index("answered from a confidence of") < output.index("asked")
    assert "phrasings still find their fact without it" in output


def test_faults_are_told_alone_and_counted(folder: Folder) -> None:
    folder.edit(SHIP, "[designer]", "[desinger, zzz]")
    result = check()
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.endswith("2 faults in 1 file\n")


@pytest.mark.parametrize("case", [*NO_YAML, *NO_FORM, *NO_SENSE], ids=lambda case: case.kind)
def test_no_broken_file_is_a_crash_in_any_format(folder: Folder, case: Broken) -> None:
    if case.raw is None:
        folder.edit(case.name, case.old, case.new)
    else:
        (folder.path / case.name).parent.mkdir(parents=True, exist_ok=True)
        (folder.path / case.name).write_bytes(case.raw)
    told = {form: check("--format", form) for form in ("people", "lines", "github", "json")}
    assert {result.exit_code for result in told.values()} == {1}
    assert {type(result.exception) for result in told.values()} == {SystemExit}
    line, column = case.place.split(":")
    assert f"{case.name}:{case.place}: " in told["people"].stderr
    assert f"base/{case.name}:{case.place}: error: " in told["lines"].stdout
    assert f"::error file=base/{case.name},line={line},col={column},title=fault::" in told["github"].stdout
    assert case.name in [fault["file"] for fault in json.loads(told["json"].stdout)["faults"]]


def test_a_folder_that_is_not_there_is_no_fault_of_a_base(folder: Folder) -> None:
    shutil.rmtree(folder.path)
    with pytest.raises(OperatorError, match="there is no such folder"):
        CliRunner().invoke(app, ["check", "--knowledge", "base"], catch_exceptions=False)


def test_a_folder_that_is_not_there_gives_exit_code_2_and_one_line(tmp_path: Path) -> None:
    result = subprocess.run(  # runs this project
        [sys.executable, "-m", "bot", "check", "--knowledge", "nowhere"], capture_output=True, cwd=tmp_path, check=False
    )
    assert (result.returncode, result.stdout) == (2, b"")
    assert (
        result.stderr.decode() == "hldbot: nowhere:1:1: there is no such folder; name the folder that holds base.yaml\n"
    )


@pytest.mark.usefixtures("folder")
def test_one_document_holds_warnings_notes_rates_and_thresholds() -> None:
    found = document()
    assert list(found) == [
        *("folder", "ok", "faults", "warnings", "notes", "shortfalls", "rates", "left_out", "thresholds")
    ]
    assert (found["folder"], found["ok"], found["faults"], found["shortfalls"]) == ("base", True, [], [])
    assert {
        "file": SHIP,
        "line": 41,
        "column": 5,
        "kind": "few-phrasings",
        "message": "catalogue has one phrasing, so that only who asks in its words finds it; "
        "add others in the words of other people",
    } in found["warnings"]
    assert found["rates"]["golden"]["en"].keys() == {"asked", "right", "offered", "missed", "wrong"}
    assert found["rates"]["outside"] == [
        {"language": "en", "kind": "everyday", "asked": 1, "answered": 0, "offered": 0}
    ]
    assert 0 < found["thresholds"]["offer_from"] < found["thresholds"]["answer_from"] < 1
    assert found["left_out"]["phrasings"] == 20


def test_a_document_with_faults_has_no_rates(folder: Folder) -> None:
    folder.edit(SHIP, "[designer]", "[desinger]")
    found = document()
    assert (found["ok"], found["warnings"], found["rates"]) == (False, None, None)
    assert found["faults"] == [
        {"file": SHIP, "line": 11, "column": 11, "message": "there is no fact 'desinger'; did you mean 'designer'?"}
    ]


def test_a_rate_that_has_fallen_fails_in_every_format_and_stands_where_it_is_asked_for(folder: Folder) -> None:
    folder.write("tests/rates.yaml", RATES)
    folder.write("tests/en/ship.yaml", HARD)
    results = {form: check("--format", form) for form in ("people", "lines", "github", "json")}
    assert {result.exit_code for result in results.values()} == {1}
    assert "tests/rates.yaml:2:3: en: 66.7 % answered rightly" in results["people"].stdout
    assert "base/tests/rates.yaml:2:3: error: en: 66.7 % answered rightly" in results["lines"].stdout
    assert "::error file=base/tests/rates.yaml,line=2,col=3,title=rate::en: 66.7 %25 ans" in results["github"].stdout
    assert json.loads(results["json"].stdout)["ok"] is False


def test_faults_alone_are_looked_for_without_measuring(folder: Folder) -> None:
    assert (check("--faults").stdout, check("--faults").exit_code) == ("no faults\n", 0)
    assert check("--faults", "--format", "lines").stdout == ""
    assert document("--faults")["ok"] is True
    folder.edit(SHIP, "[designer]", "[desinger]")
    assert check("--faults").exit_code == 1


def test_notes_are_counted_and_shown_when_asked_for(folder: Folder) -> None:
    folder.append("tests/en/expeditions.yaml", "  - ask: xyzzy plugh\n    fact: crew\n")
    folder.write("tests/rates.yaml", "golden:\n  en: {right: 0, found: 0, wrong: 100}\n")
    note = "tests/en/expeditions.yaml:7:5: "
    assert re.search(r"\d+ notes, within what the base allows: .*\b1 not-found", check().stdout)
    assert f"{note}info: “xyzzy plugh”" not in check("--format", "lines").stdout
    assert f"base/{note}info: “xyzzy plugh”" in check("--format", "lines", "--notes").stdout
    assert "::notice file=base/tests/en/expeditions.yaml,line=7,col=5" in check("--format", "github", "--notes").stdout


def test_an_answer_that_fits_no_message_is_told_as_the_bot_would_send_it(folder: Folder) -> None:
    launch = "The Fram was launched on 26 October 1892."
    folder.edit(SHIP, launch, f'"{"&" * 3900}"')
    assert "UTF-16 units" not in check("--format", "lines").stdout
    folder.edit(SHIP, "&" * 3900, "🚢" * 2020)
    told = next(line for line in check("--format", "lines").stdout.splitlines() if "UTF-16 units" in line)
    units = re.search(r"fill (\d+) UTF-16 units", told)
    assert units
    assert 4096 < int(units[1]) < 4300


def test_what_github_takes_for_a_sign_of_its_own_is_escaped(folder: Folder) -> None:
    folder.write("facts/a,b:c.yaml", "topic: '100 %'\nfacts: x\n")
    output = check("--format", "github").stdout
    assert "::error file=base/facts/a%2Cb%3Ac.yaml,line=1,col=1,title=fault::'100 %25' does not fit" in output


def test_the_guide_s_problem_matcher_reads_what_the_check_writes(folder: Folder) -> None:
    (task,) = json.loads(guide("json")[0])["tasks"]
    pattern = task["problemMatcher"]["pattern"]
    folder.write("tests/rates.yaml", RATES)
    folder.write("tests/en/ship.yaml", HARD)
    lines = check("--format", "lines", "--notes").stdout.splitlines()
    matches = [re.fullmatch(pattern["regexp"], line) for line in lines]
    assert {match[pattern["severity"]] for match in matches if match} == {"error", "warning", "info"}
    assert all(match and (folder.path.parent / match[pattern["file"]]).is_file() for match in matches)
    assert "hldbot check --format lines" in task["command"]


def test_the_guide_s_hook_refuses_to_commit_a_fault_and_nothing_else(tmp_path: Path) -> None:
    def git(*arguments: str) -> subprocess.CompletedProcess[bytes]:
        identity = ["-c", "user.name=An editor", "-c", "user.email=editor@example.org"]
        return subprocess.run(["git", *identity, *arguments], cwd=tmp_path, capture_output=True, check=False)  # noqa: S603, S607

    base = Folder(Path(shutil.copytree(FRAM, tmp_path / "knowledge" / "base")))
    git("init", "--quiet")
    (tmp_path / ".venv/bin").mkdir(parents=True)
    (tmp_path / ".venv/bin/hldbot").write_text(f'#!/bin/sh\nexec {sys.executable} -P -m bot "$@"\n')
    hook = tmp_path / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(guide("sh")[0])
    for script in (hook, tmp_path / ".venv/bin/hldbot"):
        script.chmod(script.stat().st_mode | stat.S_IXUSR)
    git("add", "knowledge")
    assert git("commit", "--quiet", "-m", "a sound base").returncode == 0
    base.edit(SHIP, "[designer]", "[desinger]")
    git("add", "knowledge")
    base.edit(SHIP, "[desinger]", "[designer]")
    refused = git("commit", "--quiet", "-m", "a fault, though the folder has it no more")
    assert refused.returncode == 1
    assert f"{SHIP}:11:11: there is no fact 'desinger'" in refused.stderr.decode()


@pytest.mark.usefixtures("folder")
def test_the_guide_s_recipe_for_github_runs_the_check_there() -> None:
    (recipe,) = (yaml.safe_load(text) for text in guide("yaml") if "runs-on" in text)
    steps = [step["run"] for step in recipe["jobs"]["check"]["steps"] if "run" in step]
    command = steps[-1].split()
    assert command[0] == ".venv/bin/hldbot"
    assert CliRunner().invoke(app, [*command[1:], "--knowledge", "base"]).stdout.startswith("::warning file=base/")


def test_the_guide_names_every_kind_and_every_exit_code() -> None:
    from knowledge.checking import Kind

    text = GUIDE.read_text("utf-8")
    assert [kind for kind in Kind if f"`{kind}`" not in text] == []
    assert all(f"| {code} | " in text for code in (0, 1, 2))


def test_the_help_tells_the_exit_codes() -> None:
    output = " ".join(CliRunner().invoke(app, ["check", "--help"]).output.split())
    assert all(f"{code}: " in output or f"code {code}: " in output for code in (0, 1, 2))


def test_schemas_are_shown_or_kept_beside_a_base(folder: Folder) -> None:
    shown = json.loads(CliRunner().invoke(app, ["schema"]).stdout)
    result = CliRunner().invoke(app, ["schema", "--write", "--knowledge", "base"])
    assert result.exit_code == 0
    kept = {path.name: json.loads(path.read_text("utf-8")) for path in (folder.path / "schemas").iterdir()}
    assert kept == shown
    assert (folder.path / SHIP).read_text("utf-8").startswith("# yaml-language-server: $schema=../schemas/facts.json\n")
    assert f"{SHIP}: names its schema in its first line" in result.stdout
    again = CliRunner().invoke(app, ["schema", "--write", "--knowledge", "base"])
    assert again.stdout == "13 schemas in base/schemas\n"
    assert check().exit_code == 0


def test_schemas_are_not_written_into_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match="there is no such folder"):
        CliRunner().invoke(app, ["schema", "--write", "--knowledge", "nowhere"], catch_exceptions=False)
    assert not (tmp_path / "nowhere").exists()
