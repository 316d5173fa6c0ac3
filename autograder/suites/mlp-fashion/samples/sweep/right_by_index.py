"""A list of the right length, filled place by place."""

def sweep(num_hiddens_list):
    results = [0.0] * len(num_hiddens_list)
    for i in range(len(num_hiddens_list)):
        net, params = make_net(num_hiddens_list[i], 1)
        rows = train(net, train_iter, test_iter, loss, sweep_epochs, batch_size, params, 0.5)
        results[i] = float(rows[len(rows) - 1][2])
        print(num_hiddens_list[i], results[i])
    return results
