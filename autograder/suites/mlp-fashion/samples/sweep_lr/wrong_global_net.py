"""The notebook's own network is trained on and on, where each rate should begin with a new one."""

def sweep_lr(lr_list):
    accuracies = []
    for lr in lr_list:
        history = train(net, train_iter, test_iter, loss, sweep_epochs, batch_size, params, lr)
        accuracies.append(history[-1][2])
    return accuracies
