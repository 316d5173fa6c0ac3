"""A list of the right length, filled place by place."""

def sweep_lr(lr_list):
    results = [None] * len(lr_list)
    for i, rate in enumerate(lr_list):
        net, params = make_net(num_hiddens, 1)
        rows = train(net, train_iter, test_iter, loss, sweep_epochs, batch_size, params, rate)
        _, _, results[i] = rows[-1]
        print("rate", rate, "accuracy", results[i])
    return results
