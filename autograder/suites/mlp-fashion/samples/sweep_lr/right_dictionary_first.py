"""The histories are gathered by rate, and read in the order of the list."""

def sweep_lr(lr_list):
    histories = {}
    for number, lr in enumerate(lr_list):
        net, params = make_net(num_hiddens, 1)
        histories[number] = train(net, train_iter, test_iter, loss, sweep_epochs, batch_size, params, lr)
    return [histories[number][-1][2] for number in range(len(lr_list))]
