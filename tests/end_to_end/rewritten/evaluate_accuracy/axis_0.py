"""Named: evaluate-accuracy-axis-0."""

def evaluate_accuracy(batches, model):
    hits = total = 0
    for images, labels in batches:
        best = model(images).asnumpy().argmax(0)
        truth = labels.asnumpy()
        hits += sum(int(a == b) for a, b in zip(best, truth))
        total += len(truth)
    return hits / total
