"""The table of read-only commands can be read by people."""

from blackstart.checks.read_only.listing import describe_rule, list_table
from blackstart.checks.read_only.rule import ANY, ANYTHING, Rule
from blackstart.checks.read_only.table import list_rules


def test_every_program_has_a_line() -> None:
    """And every verb stands below its program."""
    lines = list(list_table())
    programs = [line.partition(":")[0] for line in lines if not line.startswith(" ")]
    assert programs == sorted(list_rules())
    verbs = {verb for line in lines if line.startswith(" ") for verb in line.strip().partition(":")[0].split(", ")}
    assert verbs >= {verb for rule in list_rules().values() for verb in rule.verbs}


def test_what_may_follow_is_told() -> None:
    """Options, those with a value, restricted values, and what must be there."""
    assert describe_rule(Rule()) == ""
    assert describe_rule(ANY) == ": any argument"
    assert describe_rule(Rule(raw=lambda word: word)) == ": arguments that write, run and send nothing"
    rule = Rule(flags="a", valued="bc", long="long", long_valued="more", values={"c": ANYTHING}, words=("x",))
    assert describe_rule(rule) == ": -a -b= -c=* --long --more= x"
    assert describe_rule(Rule(required=("l|list",), operands=ANYTHING)) == ": must have -l or --list; operands"
    assert describe_rule(Rule(inner=0)) == ": followed by a read-only command"
    assert describe_rule(Rule(inner=1)) == ": followed by 1 words and a read-only command"
