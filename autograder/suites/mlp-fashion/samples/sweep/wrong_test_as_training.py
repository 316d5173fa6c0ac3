"""The networks learn from the test examples: what they have seen can no longer test them."""

def sweep(num_hiddens_list):
    accuracies = []
    for width in num_hiddens_list:
        net, params = make_net(width, 1)
        history = train(net, test_iter, test_iter, loss, sweep_epochs, batch_size, params, 0.5)
        accuracies.append(history[-1][2])
    return accuracies
