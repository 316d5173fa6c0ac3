"""Named: net-copied-parameters."""

weights = [nd.array(p.asnumpy()) for p in (W1, W2, W3)]
offsets = [nd.array(p.asnumpy()) for p in (b1, b2, b3)]


def net(images):
    a = images.flatten()
    for i in range(3):
        a = nd.dot(a, weights[i]) + offsets[i]
        if i < 2:
            a = relu(a)
    return a
