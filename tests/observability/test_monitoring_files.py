"""The files under docs/monitoring speak of metrics that exist, and the alerts fire when they should."""

import asyncio
import json
import re
import shutil
import subprocess
from collections.abc import Awaitable, Callable
from pathlib import Path

import httpx
import pytest

FOLDER = Path("docs/monitoring")
PROMTOOL = shutil.which("promtool")
needs_promtool = pytest.mark.skipif(PROMTOOL is None, reason="promtool comes with Debian's package prometheus")


def promtool(*arguments: str, given: str = "") -> str:
    assert PROMTOOL
    done = subprocess.run([PROMTOOL, *arguments], input=given, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@needs_promtool
def test_the_alerts_fire_when_they_should_and_only_then() -> None:
    assert "SUCCESS" in promtool("test", "rules", str(FOLDER / "alerts_test.yml"))


@needs_promtool
def test_prometheus_understands_rules_and_configuration() -> None:
    promtool("check", "rules", str(FOLDER / "alerts.yml"))
    promtool("check", "config", "--syntax-only", str(FOLDER / "prometheus.yml"))


@needs_promtool
async def test_prometheus_understands_what_is_shown(metrics_text: Callable[[], Awaitable[str]]) -> None:
    found = await asyncio.to_thread(promtool, "check", "metrics", given=await metrics_text())

    assert "error while linting" not in found


@pytest.mark.parametrize("name", ["alerts.yml", "dashboard.json"])
async def test_every_metric_named_in_a_file_is_shown(
    name: str, anonymous: httpx.AsyncClient, metrics_text: Callable[[], Awaitable[str]]
) -> None:
    await anonymous.get("/health")
    text = (FOLDER / name).read_text()
    named = set(re.findall(r"\b(?:meo_connector|process)_[a-z_]+\b", text))

    shown = set(re.findall(r"^# TYPE (\S+)", shown_text := await metrics_text(), re.MULTILINE))
    shown |= set(re.findall(r"^([a-z_]+)[{ ]", shown_text, re.MULTILINE))
    assert named
    assert named <= shown


def test_every_alert_has_an_entry_in_the_operations_guide() -> None:
    guide = Path("docs/operations.md").read_text().lower()
    for anchor in re.findall(r"runbook: docs/operations.md#(\S+)", (FOLDER / "alerts.yml").read_text()):
        assert f"### {anchor}" in guide


def test_every_panel_of_the_dashboard_asks_something() -> None:
    panels = json.loads((FOLDER / "dashboard.json").read_text())["panels"]

    assert len({panel["id"] for panel in panels}) == len(panels)
    assert all(target["expr"] for panel in panels for target in panel["targets"])
