"""Named: relu-detached."""

def relu(a):
    plain = a.asnumpy()
    plain[plain < 0] = 0
    return nd.array(plain)
