"""The rate is divided by the batch size, which the step does by itself already."""

def sweep_lr(lr_list):
    accuracies = []
    for lr in lr_list:
        net, params = make_net(num_hiddens, 1)
        history = train(net, train_iter, test_iter, loss, sweep_epochs, batch_size, params, lr / batch_size)
        accuracies.append(history[-1][2])
    return accuracies
