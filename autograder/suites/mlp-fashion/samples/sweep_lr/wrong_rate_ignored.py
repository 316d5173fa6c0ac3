"""The learning rate is always the same one: what the list says changes nothing."""

def sweep_lr(lr_list):
    accuracies = []
    for lr in lr_list:
        net, params = make_net(num_hiddens, 1)
        history = train(net, train_iter, test_iter, loss, sweep_epochs, batch_size, params, 0.5)
        accuracies.append(history[-1][2])
    return accuracies
