"""The steps are taken by the notebook's own parameters: the networks of the sweep never learn."""

def sweep_lr(lr_list):
    accuracies = []
    for lr in lr_list:
        net, _ = make_net(num_hiddens, 1)
        history = train(net, train_iter, test_iter, loss, sweep_epochs, batch_size, params, lr)
        accuracies.append(history[-1][2])
    return accuracies
