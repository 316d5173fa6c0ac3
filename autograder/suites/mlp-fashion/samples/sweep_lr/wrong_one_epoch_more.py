"""The networks are trained longer than the settings say."""

def sweep_lr(lr_list):
    accuracies = []
    for lr in lr_list:
        net, params = make_net(num_hiddens, 1)
        history = train(net, train_iter, test_iter, loss, sweep_epochs + 1, batch_size, params, lr)
        accuracies.append(history[-1][2])
    return accuracies
