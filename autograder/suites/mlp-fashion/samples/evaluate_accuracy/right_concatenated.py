"""All answers first, then one comparison; a NumPy float comes back."""

def evaluate_accuracy(data_iterator, net):
    answers, labels = [], []
    for X, y in data_iterator:
        answers.append(net(X).argmax(axis=1).asnumpy())
        labels.append(y.asnumpy())
    return np.mean(np.concatenate(answers) == np.concatenate(labels))
