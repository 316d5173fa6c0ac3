"""Named: SGD-momentum."""

speeds = {}


def SGD(weights, eta):
    for place, w in enumerate(weights):
        key = (place, w.shape)
        if key not in speeds:
            speeds[key] = nd.zeros(w.shape)
        speeds[key][:] = 0.9 * speeds[key] - eta * w.grad
        w += speeds[key]
