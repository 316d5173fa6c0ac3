"""The rule for late work, as nbgrader's plugin: nbgrader decides who is late, the suite's ``[late]`` what it costs.

Owns the plugin and how it enters nbgrader's settings. Must not know due dates, extensions or the gradebook's tables.
"""

from __future__ import annotations

import copy
from pathlib import Path

from nbgrader.plugins import LateSubmissionPlugin
from traitlets import Unicode
from traitlets.config import Config

from ..course.assignment import CONFIG, Assignment, Course, load_assignment
from ..errors import UsageError


class LateRule(LateSubmissionPlugin):  # type: ignore[misc]
    """nbgrader's plugin for late submissions, with the rule of the suite's ``[late]``.

    Without that table, nbgrader's own rule applies (``c.LateSubmissionPlugin.penalty_method``).
    """

    root = Unicode(help="the course folder").tag(config=True)

    def late_submission_penalty(self, student_id: str, score: float, total_seconds_late: float) -> float | None:
        """The penalty in points, or ``None``."""
        policy = load_assignment(self.parent.assignment_id, Course(Path(self.root))).late
        if policy is None:
            penalty: float | None = super().late_submission_penalty(student_id, score, total_seconds_late)
            return penalty
        return policy.penalty(score, total_seconds_late)


def with_rule(config: Config, course: Course) -> Config:
    """nbgrader's settings with `LateRule` as the plugin, unless the course has a plugin of its own."""
    changed = copy.deepcopy(config)
    if not changed.AssignLatePenalties.has_key("plugin_class"):
        changed.AssignLatePenalties.plugin_class = LateRule
    changed.LateRule.root = str(course.root)
    return changed


def require_one_rule(assignment: Assignment, config: Config) -> None:
    """Raise `UsageError` if both the suite and nbgrader's settings have a rule for late work."""
    own = config.AssignLatePenalties.get("plugin_class", LateRule)
    method = config.LateSubmissionPlugin.get("penalty_method", "none")
    if assignment.late is not None and (own is not LateRule or method != "none"):
        raise UsageError(
            f"{assignment.suite / 'suite.toml'} has a table [late], and {CONFIG} another rule for late work "
            f"({'c.LateSubmissionPlugin.penalty_method' if own is LateRule else 'c.AssignLatePenalties.plugin_class'}): "
            "keep one of them"
        )
