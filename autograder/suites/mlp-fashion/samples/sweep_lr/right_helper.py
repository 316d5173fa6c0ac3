"""A helper for one rate, called in a list comprehension."""

def _accuracy_with(rate):
    net, params = make_net(num_hiddens, 1)
    history = train(net, train_iter, test_iter, loss, sweep_epochs, batch_size, params, rate)
    return history[-1][2]


def sweep_lr(lr_list):
    return [_accuracy_with(rate) for rate in lr_list]
