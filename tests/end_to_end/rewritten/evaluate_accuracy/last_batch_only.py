"""Named: evaluate-accuracy-last-batch-only."""

def evaluate_accuracy(batches, model):
    for images, labels in batches:
        hits = 0
        total = len(labels)
        hits += int((model(images).asnumpy().argmax(1) == labels.asnumpy()).sum())
    return hits / total
