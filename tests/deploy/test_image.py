"""The Containerfile and the compose file: real tools read them, and what they promise stands in them."""

from __future__ import annotations

import json
import re
import subprocess
from typing import Any

import pytest
import yaml

from tests.conftest import CHECKOUT
from tests.deploy.tools import found, needs

CONTAINERFILE = CHECKOUT / "deploy" / "Containerfile"
COMPOSE = CHECKOUT / "deploy" / "compose.yaml"
SERVICES = ("watch", "telegram", "discord")


def instructions() -> list[tuple[str, str]]:
    """Each instruction of the Containerfile and what stands behind it, lines joined."""
    text = re.sub(r"(?m)^#.*\n", "", CONTAINERFILE.read_text(encoding="utf-8")).replace("\\\n", " ")
    return [(word, rest.strip()) for word, _, rest in (line.partition(" ") for line in text.splitlines()) if word]


def values(word: str) -> list[str]:
    return [rest for name, rest in instructions() if name == word]


@needs("hadolint")
def test_hadolint_has_nothing_to_say() -> None:
    tool = found("hadolint")
    ended = subprocess.run([str(tool), str(CONTAINERFILE)], capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout) == (0, "")


def test_both_stages_stand_on_one_base_that_is_pinned_by_its_digest() -> None:
    (base, index) = values("ARG")
    assert re.fullmatch(r"BASE=docker\.io/library/python:3\.11\.\d+-slim-bookworm@sha256:[0-9a-f]{64}", base)
    assert index == "TORCH_INDEX=https://download.pytorch.org/whl/cpu"
    assert values("FROM") == ["${BASE} AS build", "${BASE}"]


def test_the_last_stage_builds_nothing_and_runs_as_a_user_without_a_name_elsewhere() -> None:
    last = instructions()[max(n for n, (word, _) in enumerate(instructions()) if word == "FROM") :]
    assert last[-1] == ("USER", "10001:10001")
    assert [rest for word, rest in last if word == "COPY"] == [
        f"--from=build {place} {place}" for place in ("/opt/model", "/opt/verbale", "/opt/program")
    ]
    system, *others = [rest for word, rest in last if word == "RUN"]
    assert re.findall(r"apt-get install (.*?)  ", system) == ["-y --no-install-recommends git openssh-client"]
    assert not any(tool in rest for rest in others for tool in ("pip", "apt", "curl", "wget"))
    assert values("ADD") == []
    assert values("ENTRYPOINT") == ['["verbale"]']
    assert values("VOLUME") == ['["/var/lib/verbale/store", "/var/lib/verbale/registry"]']


def test_what_is_compiled_names_the_hash_of_its_source() -> None:
    """Its time is rounded in a layer; see `tests.deploy.inside`."""
    assert "SOURCE_DATE_EPOCH=315532800" in values("ENV")[0].split()


def test_everything_installed_is_checked_by_its_hash() -> None:
    ran = " && ".join(values("RUN"))
    assert [command.strip() for command in re.findall(r"pip (?:download|install)[^&]*", ran)] == [
        'pip download -q --no-deps --require-hashes -d wheels "${place}" -r torch.lock',
        "pip download -q --no-deps --require-hashes -d wheels -r others.lock",
        "pip install -q --no-index --find-links=wheels -r wanted.txt",
        "pip install -q --no-deps --no-index --find-links=wheels --target=/opt/program .",
    ]


def test_the_health_check_is_a_command_that_python_reads() -> None:
    (check,) = values("HEALTHCHECK")
    command = json.loads(check[check.index("CMD ") + 4 :])
    assert command[:2] == ["python3", "-c"]
    compile(command[2], "health", "exec")
    assert "/readyz" in command[2]


@needs("docker-compose")
def test_compose_reads_its_file() -> None:
    ended = subprocess.run(
        ["docker-compose", "--file", str(COMPOSE), "config", "--quiet"], capture_output=True, text=True, check=False
    )
    assert (ended.returncode, ended.stdout + ended.stderr) == (0, "")


def test_the_compose_file_is_what_its_specification_allows() -> None:
    specification = pytest.importorskip("compose_spec", reason="compose-spec is not installed")
    read = specification.PyOptions(apply_merge=True).from_yaml(COMPOSE.read_text(encoding="utf-8"))
    read.validate()
    assert sorted(read.service_names()) == sorted(SERVICES)


def composed() -> dict[str, Any]:
    """The file with its merges carried out, as YAML defines them."""
    read: dict[str, Any] = yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))
    return read


@pytest.mark.parametrize("name", SERVICES)
def test_every_service_is_contained(name: str) -> None:
    service = composed()["services"][name]
    assert service["command"] == [name]
    assert service["image"] == "note-verbale:latest"
    assert service["user"] == "10001:10001"
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["mem_limit"] in ("2g", "3g")
    assert (service["cpus"], service["pids_limit"]) == (1.0, 128)
    assert service["logging"] == {"driver": "json-file", "options": {"max-size": "10m", "max-file": "5"}}
    assert "ports" not in service
    assert not any(
        "TOKEN" in variable and not variable.endswith("_FILE") for variable in service.get("environment", {})
    )


def test_each_service_sees_only_what_it_needs() -> None:
    services = composed()["services"]
    assert {name: service["volumes"] for name, service in services.items()} == {
        "watch": [
            "store:/var/lib/verbale/store",
            "following:/var/lib/verbale/.following",
            "../knowledge:/var/lib/verbale/knowledge:ro",
        ],
        "telegram": ["store:/var/lib/verbale/store:ro", "registry:/var/lib/verbale/registry"],
        "discord": ["store:/var/lib/verbale/store:ro", "registry:/var/lib/verbale/registry"],
    }
    assert {name: service.get("secrets") for name, service in services.items()} == {
        "watch": None,
        "telegram": ["telegram-token", "secret-key"],
        "discord": ["discord-token", "secret-key"],
    }
