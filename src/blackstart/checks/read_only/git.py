"""What git may be asked of a repository, whose configuration can name programs for git to run."""

from blackstart.checks.read_only.rule import NAME, Rule, pattern

PLACE = pattern(r"/[^\0]*")
"""A path from the root: without one git asks the repository that the run happens to stand in."""
REVISION = pattern(r"(?!-)[\w./-]*[\w-]")
"""A name of a reference: to look an object up, a partial clone fetches it, by a command of its configuration."""
PEELED = pattern(r"(?!-)[\w./@~^{}-]+")

ASKED_AS = {"C": PLACE, "c": pattern(r"core\.fsmonitor=false")}
REV_PARSE = "abbrev-ref short verify show-toplevel show-prefix is-inside-work-tree git-dir absolute-git-dir"
# Nothing here looks at a file of the workspace (filters, fsmonitor), at an object (partial clones), at a signature
# (gpg.program), or at another repository (core.sshCommand, credential.helper, remote.*.vcs): git-config(1).
QUESTIONS = {
    "branch": Rule(long="show-current", required=("show-current",)),
    # names alone: values hold addresses with passwords
    "config": Rule(long="list name-only show-scope", required=("list", "name-only")),
    "remote": Rule(verbs={"get-url": Rule(operands=NAME)}),
    "rev-parse": Rule(long=REV_PARSE, operands=REVISION),
}
GIT = Rule(
    valued="Cc",
    long="no-optional-locks no-pager",
    values=ASKED_AS,
    required=("C", "no-optional-locks"),
    verbs=QUESTIONS,
)

# `status` runs filters over files that look changed, and asks each submodule by its own configuration.
STATUS = Rule(
    long="porcelain branch ahead-behind",
    long_valued="untracked-files ignore-submodules",
    values={"ignore-submodules": pattern("dirty|all")},
    required=("porcelain", "ignore-submodules"),
)
# Without the option `git status` writes the index (git-status(1), Background refresh).
GIT_VETTED = Rule(
    valued="Cc",
    long="no-optional-locks no-pager",
    values=ASKED_AS,
    required=("C", "c", "no-optional-locks"),
    verbs=QUESTIONS | {"rev-parse": Rule(long=REV_PARSE, operands=PEELED), "status": STATUS},
)
"""For a kind that has seen that the repository's configuration names no program."""
