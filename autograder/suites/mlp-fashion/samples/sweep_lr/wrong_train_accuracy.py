"""The accuracy is that on the training examples; asked for is the one on the test examples."""

def sweep_lr(lr_list):
    accuracies = []
    for lr in lr_list:
        net, params = make_net(num_hiddens, 1)
        history = train(net, train_iter, test_iter, loss, sweep_epochs, batch_size, params, lr)
        accuracies.append(history[-1][1])
    return accuracies
