"""nbgrader's settings for this course: its name, its gradebook, and the classes that hand grading to the kit."""

from __future__ import annotations

import os

from sqlalchemy import URL

c = get_config()  # noqa: F821  (nbgrader calls this file with it)

root = os.path.dirname(os.path.abspath(__file__))

c.CourseDirectory.course_id = "{{course}}"
c.CourseDirectory.root = root
# A second writer (formgrader beside a batch) waits for the first one instead of failing.
c.CourseDirectory.db_url = str(URL.create("sqlite", database=f"{root}/gradebook.db", query={"timeout": "120"}))

# Grades everything in the sandbox before nbgrader touches the gradebook, and passes on only submissions with a grade.
c.Autograde.exporter_class = "autograder.nbgrader_plugin.Gate"
# Grade replaces nbgrader's Execute, which would run student code outside the sandbox.
c.Autograde.autograde_preprocessors = [
    "autograder.nbgrader_plugin.Grade",
    "nbgrader.preprocessors.IgnorePattern",
    "nbconvert.preprocessors.ClearMetadataPreprocessor",
    "nbgrader.preprocessors.LimitOutput",
    "nbgrader.preprocessors.SaveAutoGrades",
    "nbgrader.preprocessors.AssignLatePenalties",
    "nbgrader.preprocessors.CheckCellMetadata",
]
# Adds checks/ to a released notebook, and refuses one that contains part of a solution, as `autograder release` does.
c.GenerateAssignment.exporter_class = "autograder.nbgrader_plugin.Gate"
# Shows the instructor's answer and mark scheme above each written answer, in formgrader only.
c.HTMLExporter.preprocessors = ["autograder.nbgrader_plugin.MarkScheme"]
# For generate_solution: allow mark schemes in any cell, not only in nbgrader's "manually graded task" cells.
c.ClearMarkScheme.enforce_metadata = False
# For generate_solution: seconds for one cell, enough for the notebook's own training.
c.Execute.timeout = 600
# For zip_collect: STUDENT/*.ipynb, STUDENT.zip or STUDENT_ASSIGNMENT.ipynb in downloaded/ASSIGNMENT/archive/.
c.FileNameCollectorPlugin.named_regexp = (
    r".*?/downloaded/(?P<assignment>[^/]+)/extracted/(?P<student_id>[^/]+?)"
    r"(?:/(?:[^/.][^/]*/)*|_(?=(?P=assignment)\.ipynb))(?P<file_id>[^/.][^/]*)\.ipynb$"
)
