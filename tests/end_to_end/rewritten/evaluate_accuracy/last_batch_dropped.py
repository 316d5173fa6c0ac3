"""Named: evaluate-accuracy-last-batch-dropped."""

def evaluate_accuracy(batches, model):
    pairs = list(batches)
    full = len(pairs[0][1])
    hits = total = 0
    for images, labels in pairs:
        if len(labels) < full:
            continue
        hits += int((model(images).asnumpy().argmax(1) == labels.asnumpy()).sum())
        total += len(labels)
    return hits / total
