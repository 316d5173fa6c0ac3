"""The width is always that of the settings: what the caller asks for changes nothing."""

def sweep(num_hiddens_list):
    accuracies = []
    for width in num_hiddens_list:
        net, params = make_net(num_hiddens, 1)
        history = train(net, train_iter, test_iter, loss, sweep_epochs, batch_size, params, 0.5)
        accuracies.append(history[-1][2])
    return accuracies
