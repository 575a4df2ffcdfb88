"""Docker may be asked for fields without secrets, and never for a container's environment or its whole log."""

import msgspec
import pytest

from blackstart.checks.read_only.request import refuse
from blackstart.checks.table import find_kind


@pytest.mark.parametrize(
    "template",
    [
        "{{json .State}}",
        "{{.State.Status}}",
        "{{ .State.Status }} {{- .RestartCount -}}",
        '{"health":{{if .State.Health}}{{json .State.Health.Status}}{{else}}null{{end}},"id":{{json .Id}}}',
        '{{.Name}}{{"\\n"}}{{println .HostConfig.RestartPolicy.Name}}',
        "{{index .RepoDigests 0}}",
        '{{index .NetworkSettings.Ports "5432/tcp"}}',
        "{{json .Config.Image}}",
    ],
)
@pytest.mark.parametrize("verbs", [("inspect",), ("container", "inspect")])
def test_fields_without_secrets_are_allowed(verbs: tuple[str, ...], template: str) -> None:
    """What the kinds ask, and what a pack may ask likewise."""
    assert refuse(("docker", *verbs, "--format", template, "web")) is None


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("--format", ""),
        ("--format", "json"),
        ("-f", "json"),
        ("--format=json",),
        ("--format", "{{json .}}"),
        ("-f{{json .}}",),
        ("--format", "{{.}}"),
        ("--format", "{{ json . }}"),
        ("--format", "{{json .Config}}"),
        ("--format", "{{json .Config.Env}}"),
        ("--format", "{{json .Config.Labels}}"),
        ("--format", "{{json .Config.Cmd}}"),
        ("--format", "{{json .Args}}"),
        ("--format", "{{json .HostConfig}}"),
        ("--format", "{{json .HostConfig.LogConfig}}"),
        ("--format", "{{range .Config.Env}}{{.}}{{end}}"),
        ("--format", "{{with .Config}}{{json .Env}}{{end}}"),
        ("--format", '{{index .Config "Env"}}'),
        ("--format", '{{json (index . "Config")}}'),
        ("--format", '{{printf "%v" .}}'),
        ("--format", "{{$x := .}}{{json $x.Config.Env}}"),
        ("--format", "{{json .State}}{{json .Config.Env}}"),
        ("--format", "{{.State}}{{.}}"),
        ("--format", '{{"}}{{"}}{{json .}}'),
        ("--format", "{{{json .}}}"),
        ("--format", "{{json .State | json $}}"),
        ("--format", "{{/* .State */}}{{json $}}"),
        ("--format", "{{json .State}}", "--format", "{{json .}}"),
        ("-f", "{{json .State}}", "--format", "{{json .State}}"),
        ("--size",),
        ("--", "--format"),
    ],
)
@pytest.mark.parametrize("verbs", [("inspect",), ("container", "inspect")])
def test_environment_is_refused_in_any_dress(verbs: tuple[str, ...], words: tuple[str, ...]) -> None:
    """All of a container, a part that holds its environment, or two formats of which one wins."""
    assert refuse(("docker", *verbs, *words, "web"))


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("--tail", "all"),
        ("--tail=all",),
        ("-n", "-1"),
        ("-n-1",),
        ("--tail", "99999"),
        ("--tail", ""),
        ("--since", "2000-01-01"),
        ("--since", "99999h"),
        ("--tail", "5", "--tail", "all"),
        ("-n5", "--since", "99s"),
        ("--until", "0s"),
        ("-t",),
    ],
)
def test_whole_log_is_refused(words: tuple[str, ...]) -> None:
    """A log is read by its last lines or by a window that is stated in seconds."""
    assert refuse(("docker", "logs", *words, "web"))


@pytest.mark.parametrize("words", [("--tail", "20"), ("-n", "20"), ("--since", "900s"), ("--tail=0", "-t")])
def test_part_of_a_log_is_allowed(words: tuple[str, ...]) -> None:
    """The last lines, or a window."""
    assert refuse(("docker", "logs", *words, "web")) is None


@pytest.mark.parametrize(
    "argv",
    [
        ["docker", "logs", "web"],
        ["docker", "logs", "--since", "9999999s", "web"],
        ["/usr/bin/docker", "logs", "web"],
        ["runuser", "-u", "ops", "--", "docker", "logs", "--since", "900s", "web"],
    ],
)
def test_packs_own_command_reads_no_window_of_a_log(argv: list[str]) -> None:
    """A command's output is kept; a kind that keeps no line is named instead."""
    with pytest.raises(msgspec.ValidationError, match="log_signatures"):
        msgspec.convert({"argv": argv}, find_kind("command"))


def test_packs_own_command_reads_last_lines() -> None:
    """A stated number of lines is a choice of the pack's."""
    assert msgspec.convert({"argv": ["docker", "logs", "--tail", "20", "web"]}, find_kind("command"))


@pytest.mark.parametrize(
    "words",
    [
        "openssl",
        "openssl x509 -in cert.pem",
        "openssl x509 -in /etc/ssl/a.pem -out /etc/ssl/b.pem",
        "openssl x509 -in pkcs11:token=a",
        "openssl x509 -in /dev/stdin",
        "openssl x509 -text -in /etc/ssl/a.pem -signkey /etc/ssl/k",
        "openssl x509 -engine x -in /etc/ssl/a.pem",
        "openssl rsa -in /etc/ssl/a.key",
        "openssl s_client -connect 192.0.2.1:443",
        "openssl req -new",
        "dumpe2fs /dev/sda1",
        "dumpe2fs -h /etc/passwd /dev/sda1",
        "dumpe2fs -h -i /dev/sda1",
        "dumpe2fs -h /dev/../etc/passwd",
        "dumpe2fs -x -h /dev/sda1",
        "tune2fs -l /dev/sda1",
        "lsblk --sysroot / -J",
        "lsblk -J /etc",
    ],
)
def test_disguises_of_disk_and_certificate_tools_are_refused(words: str) -> None:
    """Anything but certificates' dates, the books of a file system and the list of devices."""
    assert refuse(tuple(words.split()))


EVENTS = "docker events --since 45m --until 0s --filter type=container --filter event=destroy --format {{.Time}}"


@pytest.mark.parametrize("asked", [EVENTS, EVENTS.replace("{{.Time}}", "{{.Actor.ID}}"), f"{EVENTS} -f container=web"])
def test_events_of_a_window_may_be_counted(asked: str) -> None:
    """By when, or of which container."""
    assert refuse(tuple(asked.split())) is None


@pytest.mark.parametrize(
    "asked",
    [
        EVENTS.replace("--until 0s ", ""),
        EVENTS.replace("--until 0s", "--until -5m"),
        EVENTS.replace("--since 45m ", ""),
        EVENTS.replace("--format {{.Time}}", ""),
        EVENTS.replace("{{.Time}}", "{{.Action}}"),
        EVENTS.replace("{{.Time}}", "json"),
        EVENTS.replace("{{.Time}}", "{{json .}}"),
        EVENTS.replace("{{.Time}}", "{{.Actor.Attributes}}"),
        f"{EVENTS} web",
    ],
)
def test_events_never_go_on_nor_tell_what_was_run(asked: str) -> None:
    """Without an end docker waits for more; an action's name has the command of each `docker exec` behind it."""
    assert refuse(tuple(asked.split()))
