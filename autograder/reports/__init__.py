"""Reports as people read them: notebook outputs, text, a student's page, the class's page.

Owns what is shown of a report and in which words. Every function is pure: a report (or many) goes in, text comes out; the
command line and the nbgrader adapter write it. JSON is `autograder.model.Report.to_json`. Must not know how a check runs,
who is graded, or that nbgrader exists.

    findings      what all checks of one function say together
    cells         what is shown of one function
    view          what is shown of a submission, in which words
    styles        inline styles or class names
    html          a cell for a notebook, a page for a student
    summary       what is kept of thousands of reports, and the figures
    histogram     scores as bins and columns
    ranking       shares as ranks, as far as they can tell
    board         places as lines of a table
    class_page    a page for the class
    terminal      the same for terminals
"""

from __future__ import annotations

from autograder.reports.board import own_place
from autograder.reports.class_page import class_html, leaderboard_html
from autograder.reports.html import cell_html, notebook_html, report_html
from autograder.reports.summary import Summary, page_path
from autograder.reports.terminal import class_table, report_text

__all__ = [
    "Summary",
    "cell_html",
    "class_html",
    "class_table",
    "leaderboard_html",
    "notebook_html",
    "own_place",
    "page_path",
    "report_html",
    "report_text",
]
