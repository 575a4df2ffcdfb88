"""Whether a run was seen to its end. Nothing is asked for it: the run itself tells."""

from blackstart.checks.spec import Spec
from blackstart.model.kind import Reading, Target
from blackstart.model.request import Steps


class RunWhole(Spec, frozen=True):
    """The run was not cut short."""

    name = "run_whole"
    reading = Reading
    asked_from = "controller"
    example = "run_whole: {}"

    def steps(self, target: Target) -> Steps[Reading]:
        """Ask nothing."""
        yield from ()
        return Reading()
