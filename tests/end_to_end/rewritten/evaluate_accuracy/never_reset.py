"""Named: evaluate-accuracy-never-reset."""

hits = total = 0


def evaluate_accuracy(batches, model):
    global hits, total
    for images, labels in batches:
        hits += int((model(images).asnumpy().argmax(1) == labels.asnumpy()).sum())
        total += len(labels)
    return hits / total
