"""One network is made and trained on and on: each rate should begin with a network of its own."""

def sweep_lr(lr_list):
    accuracies = []
    net, params = make_net(num_hiddens, 1)
    for lr in lr_list:
        history = train(net, train_iter, test_iter, loss, sweep_epochs, batch_size, params, lr)
        accuracies.append(history[-1][2])
    return accuracies
