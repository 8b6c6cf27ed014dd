"""What an operator copies from docs/deploy is taken by the programs that read it, and fits the connector."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]  # Litestar brings it, nobody its annotations

from app.published import VERSION

FOLDER = Path("docs/deploy")
UNITS = ["meo-gpt-connector.service", "meo-gpt-connector@.service"]
COMPOSE = ["docker-compose.yml", "docs/deploy/compose.monitoring.yml"]
MAX_EXPOSURE = 3.0
BOUNDS = {
    "nginx.conf": "client_header_timeout, client_body_timeout, large_client_header_buffers, client_max_body_size, "
    'Upgrade "", Connection "", proxy_read_timeout, location = /metrics',
    "Caddyfile": "max_header_size, read_header, read_body, idle, max_size, -Upgrade, -Connection, "
    "response_header_timeout, respond /metrics 403",
}
TEMPORARY = [f"{kind}_temp_path tmp_{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")]


def program(name: str) -> str:
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin:/sbin")
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


def output_of(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def manifests() -> dict[str, dict[str, Any]]:
    return {each["kind"]: each for each in yaml.safe_load_all((FOLDER / "kubernetes.yaml").read_text())}


@pytest.mark.parametrize("name", UNITS)
def test_systemd_finds_the_units_little_exposed(name: str) -> None:
    found = output_of(program("systemd-analyze"), "security", "--offline=true", "--no-pager", str(FOLDER / name))

    exposure = re.search(r"Overall exposure level for .*: ([0-9.]+)", found)
    assert exposure
    assert float(exposure[1]) < MAX_EXPOSURE


def test_systemd_has_nothing_to_say_about_the_units(tmp_path: Path) -> None:
    systemd = program("systemd-analyze")
    for name in UNITS:
        # The command is not installed where the tests run.
        text = re.sub(r"^ExecStart=\S+", "ExecStart=/bin/true", (FOLDER / name).read_text(), flags=re.MULTILINE)
        (tmp_path / name).write_text(text.replace("User=connector", "User=root").replace("Group=connector", ""))
    instances = [str(tmp_path / "meo-gpt-connector.service"), str(tmp_path / "meo-gpt-connector@8001.service")]

    assert output_of(systemd, "verify", "--man=no", *instances) == ""


def test_the_two_units_differ_in_the_port_alone() -> None:
    one, many = ((FOLDER / name).read_text().split("[Unit]")[1] for name in UNITS)

    assert many.replace(", port %i", "").replace("%i", "8001") == one


def test_nginx_takes_its_configuration(tmp_path: Path) -> None:
    nginx, openssl = program("nginx"), program("openssl")
    certificate, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    output_of(
        *(openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=gpt.example.org"),
        *("-keyout", str(key), "-out", str(certificate)),
    )
    text = (FOLDER / "nginx.conf").read_text()
    text = text.replace("/etc/ssl/certs/gpt.example.org.pem", str(certificate))
    text = text.replace("/etc/ssl/private/gpt.example.org.key", str(key))
    whole = tmp_path / "nginx.conf"
    whole.write_text(
        f"pid {tmp_path}/pid; error_log stderr; events {{}}\nhttp {{ access_log off; {''.join(TEMPORARY)}\n{text}}}\n"
    )

    assert "test is successful" in output_of(nginx, "-t", "-p", str(tmp_path), "-c", str(whole))


def test_caddy_takes_its_configuration(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    caddy, file = program("caddy"), str(FOLDER / "Caddyfile")

    assert "Valid configuration" in output_of(caddy, "validate", "--adapter", "caddyfile", "--config", file)
    adapted = json.loads(subprocess.check_output([caddy, "adapt", "--config", file], stderr=subprocess.DEVNULL))
    assert '"delete": ["Upgrade", "Connection"]' in json.dumps(adapted)


@pytest.mark.parametrize("name", ["nginx.conf", "Caddyfile"])
def test_proxies_bound_heads_bodies_and_times_and_pass_no_upgrade(name: str) -> None:
    text = (FOLDER / name).read_text()

    assert [each for each in BOUNDS[name].split(", ") if each not in text] == []


def test_kubernetes_schemas_take_the_manifests() -> None:
    validator = pytest.importorskip(
        "kubernetes_validate", reason="uv run --with kubernetes-validate pytest tests/deploy"
    )

    for manifest in manifests().values():
        validator.validate(manifest, "1.27", strict=True)
        validator.validate(manifest, validator.latest_version(), strict=True)


def test_the_manifests_hang_together() -> None:
    kinds = manifests()
    labels = kinds["Deployment"]["spec"]["template"]["metadata"]["labels"]
    spec = kinds["Deployment"]["spec"]["template"]["spec"]
    (container,) = spec["containers"]

    assert set(kinds) == {
        *("ServiceAccount", "Deployment", "Service", "PodDisruptionBudget", "HorizontalPodAutoscaler", "NetworkPolicy")
    }
    assert kinds["Service"]["spec"]["selector"] == labels
    assert kinds["Deployment"]["spec"]["selector"]["matchLabels"] == labels
    assert kinds["PodDisruptionBudget"]["spec"]["selector"]["matchLabels"] == labels
    assert kinds["NetworkPolicy"]["spec"]["podSelector"]["matchLabels"] == labels
    assert kinds["HorizontalPodAutoscaler"]["spec"]["scaleTargetRef"]["name"] == kinds["Deployment"]["metadata"]["name"]
    assert {"startupProbe", "livenessProbe", "readinessProbe", "resources"} <= set(container)
    assert spec["terminationGracePeriodSeconds"] >= 35 + 5
    assert container["securityContext"]["readOnlyRootFilesystem"] is True
    assert spec["securityContext"]["runAsUser"] == 10001


def test_every_service_of_compose_is_hardened_and_bounded() -> None:
    services = {
        name: one for file in COMPOSE for name, one in yaml.safe_load(Path(file).read_text())["services"].items()
    }

    for name, service in services.items():
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
    assert {"connector", "redis", "prometheus", "grafana", "redis-exporter"} <= set(services)
    assert services["redis"]["command"][-4:] == ["--maxmemory", "256mb", "--maxmemory-policy", "noeviction"]


def test_compose_scrapes_what_the_configuration_for_one_machine_scrapes() -> None:
    compose = yaml.safe_load((FOLDER / "compose.monitoring.yml").read_text())
    inside = yaml.safe_load(compose["configs"]["prometheus"]["content"])
    outside = yaml.safe_load(Path("docs/monitoring/prometheus.yml").read_text())

    assert [each["job_name"] for each in inside["scrape_configs"]] == [
        each["job_name"] for each in outside["scrape_configs"]
    ]
    assert (inside["global"], inside["rule_files"]) == (outside["global"], outside["rule_files"])


def test_the_image_lets_its_base_be_pinned_and_holds_no_tests() -> None:
    text = Path("Containerfile").read_text()

    assert re.findall(r"^FROM (\S+)", text, re.MULTILINE) == ["${PYTHON_IMAGE}", "${PYTHON_IMAGE}"]
    assert re.findall(r"^COPY (?!--from)(.*) \S+$", text, re.MULTILINE) == [
        "pyproject.toml uv.lock",
        "meo_connector.py README.md",
        "app",
    ]
    assert text.count("--no-dev") == 2


def test_the_entry_of_the_registry_names_this_version_and_the_endpoint() -> None:
    entry = json.loads((FOLDER / "server.json").read_text("utf-8"))

    assert re.fullmatch(r"[a-z0-9.-]+/[a-z0-9][a-z0-9._-]*[a-z0-9]", entry["name"])
    assert 1 <= len(entry["description"]) <= 100
    assert 1 <= len(entry["title"]) <= 100
    assert entry["version"] == VERSION
    assert entry["remotes"] == [{"type": "streamable-http", "url": f"{entry['websiteUrl']}mcp"}]


def test_the_papers_for_directories_name_tools_that_exist() -> None:
    told = set(re.findall(r"`(\w+_\w+)`", (FOLDER / "directories.md").read_text("utf-8")))
    tools = {tool["name"] for tool in json.loads(Path("openapi/tools.json").read_text("utf-8"))["tools"]}

    assert {word for word in told if word.split("_")[0] in {"list", "add", "renew", "remove", "upcoming"}} <= tools
