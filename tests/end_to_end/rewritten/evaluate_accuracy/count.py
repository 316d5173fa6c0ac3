"""Named: evaluate-accuracy-count."""

def evaluate_accuracy(batches, model):
    hits = 0
    for images, labels in batches:
        hits += int((model(images).asnumpy().argmax(1) == labels.asnumpy()).sum())
    return hits
