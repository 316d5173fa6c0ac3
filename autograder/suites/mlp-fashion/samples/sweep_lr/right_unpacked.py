"""Network and list of arrays are passed on as they come, by position and by name."""

def sweep_lr(lr_list):
    accuracies = []
    for lr in lr_list:
        made = make_net(num_hiddens, 1)
        history = train(
            made[0], train_iter, test_iter, loss, sweep_epochs, batch_size=batch_size, params=made[1], lr=lr
        )
        accuracies.append(float(history[-1][2]))
    return accuracies
