"""What operators are told and given: the guide, the unit, the container, the proxy's site."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from bot.metrics import Metrics
from bot.serving.arriving import MOST_WAITING
from bot.serving.process import CUT_OFF, GRACE
from bot.serving.watchdog import STUCK, STUCK_CODE
from bot.serving.webhook import LARGEST
from bot.settings import Settings, TelegramSettings
from knowledge.editing.history import KEPT

ROOT = Path(__file__).parents[1]
GUIDE = (ROOT / "docs" / "operating.md").read_text("utf-8")
CONTAINERFILE = (ROOT / "Containerfile").read_text("utf-8")
UNIT = (ROOT / "deploy" / "hldbot.service").read_text("utf-8")


def test_the_guide_names_every_setting() -> None:
    settings = [
        f"{kind.model_config['env_prefix']}{name}".upper()
        for kind in (TelegramSettings, Settings)
        for name in kind.model_fields
    ]
    assert [name for name in settings if f"`{name}`" not in GUIDE] == []


def test_every_metric_that_the_guide_names_exists() -> None:
    known = {sample.name for family in Metrics().registry.collect() for sample in family.samples}
    families = {family.name for family in Metrics().registry.collect()}
    named = set(re.findall(r"\bhldbot_\w+", GUIDE))
    assert named
    assert {name for name in named if name not in known and name.removesuffix("_total") not in families} == set()


def test_every_file_that_the_guide_leads_to_is_there() -> None:
    linked = re.findall(r"\]\(([^)#:]+)\)", GUIDE)
    assert linked
    assert [path for path in linked if not (ROOT / "docs" / path).exists()] == []


def test_the_numbers_of_the_guide_are_those_of_the_code() -> None:
    for said in (
        f"within {GRACE:.0f} seconds",
        f"{MOST_WAITING:,} updates waiting",
        f"for the latest {KEPT} changes",
        f"beyond {LARGEST // 2**20} MiB",
        f"| {STUCK_CODE} | the event loop was stuck for a minute",
    ):
        assert said in GUIDE
    assert STUCK == 60


def test_the_guide_explains_every_line_of_the_doctor() -> None:
    source = (ROOT / "bot" / "doctor.py").read_text("utf-8")
    checks = set(re.findall(r'Finding\("(\w+)"', source))
    assert checks
    assert [check for check in sorted(checks) if f"`{check}`" not in GUIDE] == []


def test_the_supervisors_wait_for_longer_than_a_stop_takes() -> None:
    limits = [*re.findall(r"TimeoutStopSec=(\d+)", UNIT), *re.findall(r"--stop-timeout (\d+)", GUIDE)]
    assert len(limits) == 2
    assert all(int(limit) > GRACE + CUT_OFF for limit in limits)


def test_the_container_takes_only_what_is_there_and_locked() -> None:
    taken = [
        word for line in re.findall(r"^COPY (?!--from)(.+) \S+$", CONTAINERFILE, re.MULTILINE) for word in line.split()
    ]
    assert "requirements/postgresql.txt" in taken
    assert [path for path in taken if not (ROOT / path).exists()] == []
    let_in = re.findall(r"^!(.+)$", (ROOT / ".dockerignore").read_text("utf-8"), re.MULTILINE)
    assert sorted(let_in) == sorted(taken)
    assert "--require-hashes" in CONTAINERFILE
    assert re.search(r"^USER (?!0|root)", CONTAINERFILE, re.MULTILINE)


@contextmanager
def answering(status: int) -> Iterator[str]:
    """Answer every request with a status, at the address that is given."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # so the library calls it
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"0.0.0.0:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(("status", "healthy"), [(200, True), (503, False)])
def test_the_health_check_of_the_container_asks_the_process(status: int, healthy: bool) -> None:
    with answering(status) as listen:
        assert (check(listen) == 0) is healthy


def test_where_nothing_is_shown_the_container_is_taken_for_healthy() -> None:
    assert check("") == 0


def check(listen: str) -> int:
    command = re.search(r"^HEALTHCHECK .*CMD (\[.+\])$", CONTAINERFILE, re.MULTILINE)
    assert command
    python, *arguments = json.loads(command[1])
    assert python == "python"
    environment = {"PATH": os.environ["PATH"], "HLDBOT_METRICS_LISTEN": listen}
    ran = subprocess.run([sys.executable, *arguments], env=environment, capture_output=True, timeout=30, check=False)  # noqa: S603  # what the project says
    return ran.returncode
