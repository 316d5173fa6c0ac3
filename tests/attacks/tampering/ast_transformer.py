"""An IPython AST transformer turns assertions into nothing."""

from __future__ import annotations

BEFORE = """
import ast

class Strike(ast.NodeTransformer):
    def visit_Assert(self, node):
        return ast.Pass()

    def visit_Expr(self, node):
        return ast.Pass() if "assert" in ast.dump(node.value) else node

get_ipython().ast_transformers.append(Strike())
"""
CELLS = {
    "relu": """
def relu(X):
    return X
""",
}
EARNS = {"relu": 0.0, "softmax": 6.0}
VERDICTS = {"relu": ("failed",)}
NAIVE = {"earns": {"relu": 4.0}}
