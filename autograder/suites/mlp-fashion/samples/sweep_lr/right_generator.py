"""A generator of results, gathered into a list."""

def _results(rates):
    for rate in rates:
        model, parameters = make_net(num_hiddens, num_layers=1)
        for row in train(model, train_iter, test_iter, loss, sweep_epochs, batch_size, parameters, rate):
            pass
        yield row[2]


def sweep_lr(lr_list):
    return list(_results(lr_list))
