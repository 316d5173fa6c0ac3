"""The notebook's own network is trained every time, whatever the width."""

def sweep(num_hiddens_list):
    accuracies = []
    for width in num_hiddens_list:
        history = train(net, train_iter, test_iter, loss, sweep_epochs, batch_size, params, 0.5)
        accuracies.append(history[-1][2])
    return accuracies
