"""Named: relu-square-root."""

def relu(x):
    size = (x ** 2) ** 0.5
    return 0.5 * (size + x)
