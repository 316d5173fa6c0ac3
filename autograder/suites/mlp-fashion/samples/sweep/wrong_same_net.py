"""One network is made and trained on and on: each width should begin with a network of its own."""

def sweep(num_hiddens_list):
    accuracies = []
    net, params = make_net(num_hiddens_list[0], 1)
    for width in num_hiddens_list:
        history = train(net, train_iter, test_iter, loss, sweep_epochs, batch_size, params, 0.5)
        accuracies.append(history[-1][2])
    return accuracies
