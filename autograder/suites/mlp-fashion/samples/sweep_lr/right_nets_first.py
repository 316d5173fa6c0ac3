"""All networks are made first, and trained after that."""

def sweep_lr(lr_list):
    nets = [make_net(num_hiddens, 1) for _ in lr_list]
    return [
        train(net, train_iter, test_iter, loss, sweep_epochs, batch_size, params, lr)[-1][-1]
        for (net, params), lr in zip(nets, lr_list)
    ]
