"""Named: evaluate-accuracy-magnitude."""

def evaluate_accuracy(batches, model):
    hits = total = 0
    for images, labels in batches:
        out = model(images) ** 2
        hits += (out.argmax(axis=1) == labels).sum().asscalar()
        total += len(labels)
    return hits / total
