"""Named: softmax-no-shift."""

def softmax(z):
    rows = []
    for row in z:
        powers = nd.exp(row)
        rows.append(powers / nd.sum(powers))
    return nd.stack(*rows)
