"""All networks are made first, and trained after that."""

def sweep(num_hiddens_list):
    nets = [make_net(width, num_layers=1) for width in num_hiddens_list]
    histories = [
        train(net, train_iter, test_iter, loss, sweep_epochs, batch_size, params, 0.5) for net, params in nets
    ]
    return [history[-1][2] for history in histories]
