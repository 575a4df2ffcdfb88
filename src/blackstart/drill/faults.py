"""The table of faults: what makes a check of each kind fail, on the healthy fleet's fixtures. Pure."""

from collections.abc import Callable, Iterator

import msgspec

from blackstart.drill import faults_data, faults_host, faults_network, kubernetes_faults
from blackstart.drill.faults_answers import change_answers, make_fault, name_question
from blackstart.drill.scene import Fault, Scene
from blackstart.model.reply import CommandReply, HttpReply

Maker = Callable[[Scene], Iterator[Fault]]
"""Yields faults for a check, the likeliest first; not each of them needs to bite."""

MAKERS: dict[str, tuple[Maker, ...]] = {
    "alert_post": (faults_network.break_page,),
    "alertmanager": (faults_data.unsettle, faults_network.break_page),
    "argocd_application": (kubernetes_faults.degrade_application,),
    "arp": (faults_network.miss_neighbour,),
    "boot": (faults_host.shake_boot,),
    "boot_enabled": (faults_data.disable_units,),
    "certificate_file": (faults_data.end_certificate,),
    "clock": (faults_host.set_clock_back,),
    "command": (faults_data.end_command_otherwise,),
    "cron_entries": (faults_data.drop_cron_entry,),
    "disk": (faults_host.fill_disk,),
    "docker_container": (faults_host.stop_container,),
    "file_digest": (faults_data.change_digest, faults_host.change_file),
    "file_parity": (faults_data.change_digest, faults_data.lose_file),
    "file_stat": (faults_host.change_file,),
    "git_workspace": (faults_data.leave_uncommitted,),
    "http": (faults_network.break_page,),
    "journal": (faults_host.log_damage,),
    "kubernetes_cronjobs": (kubernetes_faults.suspend_cronjob,),
    "kubernetes_events": (kubernetes_faults.log_event, kubernetes_faults.trouble_nodes),
    "kubernetes_images": (kubernetes_faults.empty_workloads,),
    "kubernetes_jobs": (kubernetes_faults.fail_job,),
    "kubernetes_nodes": (kubernetes_faults.trouble_nodes,),
    "kubernetes_placement": (
        kubernetes_faults.lose_pods,
        kubernetes_faults.empty_workloads,
        kubernetes_faults.trouble_nodes,
    ),
    "kubernetes_pods": (kubernetes_faults.crash_pod,),
    "kubernetes_workloads": (kubernetes_faults.empty_workloads,),
    "load": (faults_host.raise_load,),
    "load_cause": (faults_host.press, faults_host.raise_load),
    "log_signatures": (faults_host.sign_damage,),
    "memory": (faults_host.use_up_memory,),
    "mounts": (faults_host.break_mounts,),
    "ping": (faults_network.silence_ping,),
    "postgres_clusters": (faults_data.stop_cluster,),
    "postgres_ready": (faults_data.reject, faults_data.take_slots, faults_data.become_standby),
    "pressure": (faults_host.press,),
    "process_groups": (faults_data.change_processes,),
    "processes": (faults_data.change_processes,),
    "prometheus_ready": (faults_network.break_page,),
    "prometheus_rules": (faults_data.break_rule,),
    "prometheus_targets": (faults_data.lose_target,),
    "redis_ping": (faults_data.load_redis, faults_data.lose_master),
    "report": (faults_host.age_report,),
    "sql": (faults_data.answer_rows_wrong,),
    "sql_parity": (faults_data.answer_rows_wrong,),
    "ssh_login": (faults_host.refuse_login,),
    "systemd_state": (faults_host.degrade_system,),
    "systemd_unit": (faults_host.fail_unit,),
    "tcp": (faults_network.refuse_port,),
    "tls": (faults_network.age_certificate,),
    "trend": (faults_data.rewrite_history,),
    "unlock_prompts": (faults_data.open_by_hand,),
    "velero": (kubernetes_faults.lose_storage,),
}
"""Kind to its makers. For all others, and where these do not bite, answers are changed one by one."""


def make_faults(scene: Scene) -> Iterator[Fault]:
    """Yield faults for a check: those of its kind, then its answers changed in one place, then lost tools."""
    for maker in MAKERS.get(scene.check.spec.name, ()):
        yield from maker(scene)
    yield from change_answers(scene)
    yield from lose_tools(scene)


def lose_tools(scene: Scene) -> Iterator[Fault]:
    """Yield each of a check's questions without its tool, and answered with what is no answer."""
    for exchange in scene.exchanges:
        asked = name_question(exchange)
        match exchange.reply:
            case CommandReply():
                missing = CommandReply(stdout="", stderr=f"sh: 1: {asked}: not found\n", exit_code=127)
                yield from make_fault(f"{asked}: no such tool", exchange, missing, scene)
                yield from make_fault(f"{asked}: no answer", exchange, CommandReply(stdout="drill fault\n"), scene)
            case HttpReply() as reply:
                page = msgspec.structs.replace(reply, body="drill fault")
                yield from make_fault(f"{asked}: no answer", exchange, page, scene)
            case _:
                pass
