"""No parameter changes: the arrays that the network uses are the same after the step as before.

Known as: wrong_rebinding
"""

def SGD(params, lr):
    return params
