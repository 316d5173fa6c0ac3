"""Named: evaluate-accuracy-error-rate."""

def evaluate_accuracy(batches, model):
    hits = total = 0
    for images, labels in batches:
        hits += int((model(images).asnumpy().argmax(1) == labels.asnumpy()).sum())
        total += len(labels)
    return 1 - hits / total
