"""Named: evaluate-accuracy-hundred-batches."""

from itertools import islice


def evaluate_accuracy(batches, model):
    hits = total = 0
    for images, labels in islice(batches, 100):
        hits += int((model(images).asnumpy().argmax(1) == labels.asnumpy()).sum())
        total += len(labels)
    return hits / total
