"""Reports as people read them: notebook outputs, text, a student's page, the class's page.

Owns the content and the wording of every page, table and notebook output. Every function is pure: reports go in, text comes
out; the command line and the nbgrader adapter write it. JSON is `autograder.model.Report.to_json`. Must not know how a check
runs, who is graded, or that nbgrader exists.

    findings      one statement in place of many equal check results
    cells         the content shown for one function
    view          the content shown for one submission
    styles        inline styles or class names
    html          HTML for a notebook cell and for a student's page
    summary       short summaries of reports, and the statistics of a class
    histogram     bins and columns of the score histogram
    ranking       confidence intervals and ranks of a leaderboard
    board         the rows of a leaderboard's table
    class_page    the page for the class
    terminal      text for terminals: one submission, one class
    gradescope    the results of one submission for Gradescope
"""

from __future__ import annotations

from autograder.reports.board import own_place
from autograder.reports.class_page import class_html, leaderboard_html
from autograder.reports.gradescope import gradescope_results
from autograder.reports.html import cell_html, notebook_html, report_html
from autograder.reports.summary import Summary, page_path
from autograder.reports.terminal import class_table, report_text

__all__ = [
    "Summary",
    "cell_html",
    "class_html",
    "class_table",
    "gradescope_results",
    "leaderboard_html",
    "notebook_html",
    "own_place",
    "page_path",
    "report_html",
    "report_text",
]
