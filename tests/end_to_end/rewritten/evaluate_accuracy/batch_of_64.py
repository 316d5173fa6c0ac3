"""Named: evaluate-accuracy-batch-of-64."""

def evaluate_accuracy(batches, model):
    hits = total = 0
    for images, labels in batches:
        hits += float((model(images).argmax(axis=1) == labels).sum().asscalar())
        total += 64
    return hits / total
