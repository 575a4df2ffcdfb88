"""The table of faults: what a kind may name to be broken, on the healthy fleet's fixtures. Pure."""

from collections.abc import Callable, Iterator

import msgspec

from blackstart.checks.installed import KindError
from blackstart.drill import faults_data, faults_host, faults_network, kubernetes_faults
from blackstart.drill.fault_context import Fault, FaultContext
from blackstart.drill.faults_answers import change_answers, make_fault, name_question
from blackstart.model.near_names import ask_nearest
from blackstart.model.reply import CommandReply, HttpReply

Maker = Callable[[FaultContext], Iterator[Fault]]
"""Yields faults for a check, the likeliest first; not each of them needs to bite."""

FAULTS: dict[str, Maker] = {
    "age_certificate": faults_network.age_certificate,
    "age_report": faults_host.age_report,
    "answer_rows_wrong": faults_data.answer_rows_wrong,
    "become_standby": faults_data.become_standby,
    "break_mounts": faults_host.break_mounts,
    "break_page": faults_network.break_page,
    "break_rule": faults_data.break_rule,
    "change_digest": faults_data.change_digest,
    "change_file": faults_host.change_file,
    "change_processes": faults_data.change_processes,
    "crash_pod": kubernetes_faults.crash_pod,
    "degrade_system": faults_host.degrade_system,
    "disable_units": faults_data.disable_units,
    "drop_cron_entry": faults_data.drop_cron_entry,
    "empty_workloads": kubernetes_faults.empty_workloads,
    "end_certificate": faults_data.end_certificate,
    "end_command_otherwise": faults_data.end_command_otherwise,
    "fail_job": kubernetes_faults.fail_job,
    "fail_unit": faults_host.fail_unit,
    "fill_disk": faults_host.fill_disk,
    "leave_uncommitted": faults_data.leave_uncommitted,
    "load_redis": faults_data.load_redis,
    "log_damage": faults_host.log_damage,
    "log_event": kubernetes_faults.log_event,
    "lose_file": faults_data.lose_file,
    "lose_mains": faults_data.lose_mains,
    "lose_master": faults_data.lose_master,
    "lose_pods": kubernetes_faults.lose_pods,
    "lose_storage": kubernetes_faults.lose_storage,
    "lose_target": faults_data.lose_target,
    "miss_neighbour": faults_network.miss_neighbour,
    "open_by_hand": faults_data.open_by_hand,
    "press": faults_host.press,
    "raise_load": faults_host.raise_load,
    "refuse_login": faults_host.refuse_login,
    "refuse_port": faults_network.refuse_port,
    "reject": faults_data.reject,
    "rewrite_history": faults_data.rewrite_history,
    "set_clock_back": faults_host.set_clock_back,
    "shake_boot": faults_host.shake_boot,
    "sign_damage": faults_host.sign_damage,
    "silence_ping": faults_network.silence_ping,
    "stop_cluster": faults_data.stop_cluster,
    "stop_container": faults_host.stop_container,
    "suspend_cronjob": kubernetes_faults.suspend_cronjob,
    "take_slots": faults_data.take_slots,
    "trouble_object": kubernetes_faults.trouble_object,
    "trouble_nodes": kubernetes_faults.trouble_nodes,
    "unsettle": faults_data.unsettle,
    "use_up_memory": faults_host.use_up_memory,
}
"""Faults by the names that kinds state them by. For all others, and where these do not bite, answers are changed."""


def make_faults(context: FaultContext) -> Iterator[Fault]:
    """Yield faults for a check: those that its kind names, then its answers changed in one place, then lost tools.

    Raises KindError for a kind that names a fault which is not in the table.
    """
    for fault in context.check.spec.faults:
        yield from find_maker(context.check.spec.name, fault)(context)
    yield from change_answers(context)
    yield from lose_tools(context)


def find_maker(kind: str, fault: str) -> Maker:
    """Return what makes a fault that a kind names. Raises KindError for a name that is not in the table."""
    if fault not in FAULTS:
        near = ask_nearest(fault, FAULTS) or f"there are: {', '.join(FAULTS)}"
        raise KindError(f"kind '{kind}': `faults` names '{fault}', which drills do not know; {near}")
    return FAULTS[fault]


def lose_tools(context: FaultContext) -> Iterator[Fault]:
    """Yield each of a check's questions without its tool, and answered with what is no answer."""
    for exchange in context.exchanges:
        asked = name_question(exchange)
        match exchange.reply:
            case CommandReply():
                missing = CommandReply(stdout="", stderr=f"sh: 1: {asked}: not found\n", exit_code=127)
                yield from make_fault(f"{asked}: no such tool", exchange, missing, context)
                yield from make_fault(f"{asked}: no answer", exchange, CommandReply(stdout="drill fault\n"), context)
            case HttpReply() as reply:
                page = msgspec.structs.replace(reply, body="drill fault")
                yield from make_fault(f"{asked}: no answer", exchange, page, context)
            case _:
                pass
