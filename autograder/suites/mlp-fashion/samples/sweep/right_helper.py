"""A helper for one width, called in a list comprehension."""

def _accuracy_of(width):
    net, params = make_net(width, 1)
    *_, (_, _, accuracy) = train(net, train_iter, test_iter, loss, sweep_epochs, batch_size, params, 0.5)
    return accuracy


def sweep(num_hiddens_list):
    return [_accuracy_of(width) for width in num_hiddens_list]
