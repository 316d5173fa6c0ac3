"""A class whose object is called, and whose arrays are handed back in a list."""

class _Perceptron:
    def __init__(self, sizes):
        self.weights = [nd.random.normal(scale=0.01, shape=pair) for pair in zip(sizes, sizes[1:])]
        self.biases = [nd.zeros((n,)) for n in sizes[1:]]
        for array in self.parameters():
            array.attach_grad()

    def parameters(self):
        return [array for pair in zip(self.weights, self.biases) for array in pair]

    def __call__(self, X):
        h = X.flatten()
        for W, b in zip(self.weights[:-1], self.biases[:-1]):
            h = relu(nd.dot(h, W) + b)
        return nd.dot(h, self.weights[-1]) + self.biases[-1]


def make_net(num_hiddens, num_layers):
    network = _Perceptron([784, *[num_hiddens] * num_layers, 10])
    return network, network.parameters()
