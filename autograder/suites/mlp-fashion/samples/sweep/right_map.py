"""The same function mapped onto the widths."""

def sweep(num_hiddens_list):
    def last_accuracy(width):
        net, params = make_net(width, 1)
        return train(net, train_iter, test_iter, loss, sweep_epochs, batch_size, params, 0.5)[-1][-1]

    return list(map(last_accuracy, num_hiddens_list))
