"""The columns of the training's result, of which the last one's end counts."""

def sweep(num_hiddens_list):
    accuracies = []
    for n in num_hiddens_list:
        model, parameters = make_net(n, 1)
        losses, train_accs, test_accs = zip(
            *train(model, train_iter, test_iter, loss, sweep_epochs, batch_size, parameters, 0.5)
        )
        accuracies += [test_accs[-1]]
    return accuracies
