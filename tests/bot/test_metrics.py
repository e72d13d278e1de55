from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from telegram.error import NetworkError, TimedOut

from bot.application import build
from bot.calling.limits import Limiter
from bot.calling.measured import MeasuredLimiter
from bot.metrics import Metrics
from bot.serving.web import listening, showing
from bot.terminal.local import TOKEN, Conversation, LocalTelegram
from handlers.noting import Note
from knowledge import KnowledgeBase
from tests.bot.conftest import BASE, QUESTION

DASHBOARD = Path(__file__).parents[2] / "deploy" / "grafana.json"


def samples(metrics: Metrics) -> dict[str, float]:
    """Return what Prometheus reads, by name and labels."""
    families = text_string_to_metric_families(metrics.text().decode())
    return {
        f"{sample.name}{json.dumps(sample.labels, sort_keys=True) if sample.labels else ''}": sample.value
        for family in families
        for sample in family.samples
    }


async def test_what_happens_to_questions_is_counted_and_timed() -> None:
    telegram = LocalTelegram()
    async with build(KnowledgeBase.load(BASE), TOKEN, request=telegram) as application:
        chat = Conversation(application, telegram)
        await chat.say(QUESTION)
        await chat.say("qwrtz plmkn")
        await chat.type("Pharos")
        shown = samples(application.metrics)
    assert shown['hldbot_updates_total{"kind": "message"}'] == 2
    assert shown['hldbot_updates_total{"kind": "inline"}'] == 1
    assert shown['hldbot_outcomes_total{"language": "en", "outcome": "answered"}'] == 1
    assert shown['hldbot_outcomes_total{"language": "en", "outcome": "unknown"}'] == 1
    assert shown["hldbot_match_seconds_count"] == 3
    assert shown['hldbot_update_seconds_count{"kind": "message"}'] == 2


def test_calls_are_timed_and_their_faults_counted_by_kind() -> None:
    metrics = Metrics()
    for status in (200, 429, 502):
        with metrics.call("sendMessage") as call:
            call.status = status
    for error in (TimedOut(), NetworkError("x")):
        with pytest.raises(NetworkError), metrics.call("getUpdates"):
            raise error
    shown = samples(metrics)
    assert shown['hldbot_call_seconds_count{"method": "sendMessage"}'] == 3
    assert 'hldbot_call_seconds_count{"method": "getUpdates"}' not in shown  # it waits on purpose
    for kind in ("429", "502", "timeout", "network"):
        assert shown[f'hldbot_telegram_errors_total{{"kind": "{kind}"}}'] == 1


def test_the_base_that_is_live_is_named_and_reloads_are_counted_from_the_second_on() -> None:
    metrics = Metrics()
    metrics.base_loaded("first", 300)
    assert samples(metrics)['hldbot_reloads_total{"result": "live"}'] == 0
    metrics.base_refused()
    metrics.base_loaded("second", 301)
    shown = samples(metrics)
    assert [name for name in shown if name.startswith("hldbot_base_info")] == ['hldbot_base_info{"digest": "second"}']
    assert shown["hldbot_base_facts"] == 301
    assert shown['hldbot_reloads_total{"result": "live"}'] == 1
    assert shown['hldbot_reloads_total{"result": "refused"}'] == 1


def test_what_waits_and_whether_the_journal_fails_is_looked_at_when_it_is_read() -> None:
    metrics, state = Metrics(), {"waiting": 0, "works": True}
    metrics.watch(updates_waiting=lambda: state["waiting"], journal_works=lambda: bool(state["works"]))
    state |= {"waiting": 7, "works": False}
    shown = samples(metrics)
    assert (shown["hldbot_updates_waiting"], shown["hldbot_journal_failing"]) == (7, 1)


async def test_calls_that_wait_for_a_limit_are_counted_while_they_do() -> None:
    metrics = Metrics()
    limiter, during = MeasuredLimiter(Limiter(), metrics), list[float]()

    async def call() -> bool:
        during.append(samples(metrics)["hldbot_calls_waiting"])
        return True

    assert await limiter.process_request(call, (), {}, "sendMessage", {"chat_id": 1}, None)
    assert during == [0]
    assert samples(metrics)["hldbot_calls_waiting"] == 0


async def test_the_metrics_are_shown_over_http_and_nothing_else_is() -> None:
    metrics = Metrics()
    metrics.handled("message", 0.1, Note("answered", language="fr"))
    async with (
        listening("127.0.0.1:0", "HLDBOT_METRICS_LISTEN", showing(metrics)) as port,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client,
    ):
        shown = await client.get("/metrics")
        assert shown.headers["Content-Type"].startswith("text/plain; version=0.0.4")
        assert 'hldbot_outcomes_total{language="fr",outcome="answered"} 1.0' in shown.text
        assert (await client.post("/metrics")).status_code == 405
        assert (await client.get("/")).status_code == 404


def test_every_metric_that_the_dashboard_names_exists() -> None:
    metrics = Metrics()
    metrics.base_loaded("x", 1)
    metrics.handled("message", 0.1, Note("answered", language="en", matching=0.01))
    with metrics.call("sendMessage") as call:
        call.status = 500
    known = {sample.name for family in metrics.registry.collect() for sample in family.samples}
    named = {name for query in queries(json.loads(DASHBOARD.read_text("utf-8"))) for name in metric_names(query)}
    assert named
    assert named - known == set()


def test_every_metric_of_the_bot_is_on_the_dashboard() -> None:
    named = {name for query in queries(json.loads(DASHBOARD.read_text("utf-8"))) for name in metric_names(query)}
    families = [family.name for family in Metrics().registry.collect() if family.name.startswith("hldbot_")]
    assert [name for name in families if not any(each.startswith(name) for each in named)] == []


def queries(dashboard: dict[str, Any]) -> list[str]:
    return [target["expr"] for panel in dashboard["panels"] for target in panel.get("targets", ())]


def metric_names(query: str) -> list[str]:
    return re.findall(r"\b(?:hldbot|process)_\w+", query)
