"""Named: relu-returns-numpy."""

def relu(inputs):
    out = np.where(inputs.asnumpy() > 0, inputs.asnumpy(), 0)
    return out
