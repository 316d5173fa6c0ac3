# %% [markdown]
# # Right
# ## Other styles

# %% right_loop
"""A loop over the rates."""
def sweep_lr(lr_list):
    accuracies = []
    for lr in lr_list:
        net, params = make_net(num_hiddens, 1)
        history = train(net, train_iter, test_iter, loss, sweep_epochs, batch_size, params, lr)
        accuracies.append(history[-1][2])
    return accuracies

# %% right_helper
"""A helper for one rate, called in a list comprehension."""
def _accuracy_with(rate):
    net, params = make_net(num_hiddens, 1)
    history = train(net, train_iter, test_iter, loss, sweep_epochs, batch_size, params, rate)
    return history[-1][2]


def sweep_lr(lr_list):
    return [_accuracy_with(rate) for rate in lr_list]

# %% right_generator
"""A generator of results, gathered into a list."""
def _results(rates):
    for rate in rates:
        model, parameters = make_net(num_hiddens, num_layers=1)
        for row in train(model, train_iter, test_iter, loss, sweep_epochs, batch_size, parameters, rate):
            pass
        yield row[2]


def sweep_lr(lr_list):
    return list(_results(lr_list))

# %% right_nets_first
"""All networks are made first, and trained after that."""
def sweep_lr(lr_list):
    nets = [make_net(num_hiddens, 1) for _ in lr_list]
    return [
        train(net, train_iter, test_iter, loss, sweep_epochs, batch_size, params, lr)[-1][-1]
        for (net, params), lr in zip(nets, lr_list)
    ]

# %% right_unpacked
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

# %% right_by_index
"""A list of the right length, filled place by place."""
def sweep_lr(lr_list):
    results = [None] * len(lr_list)
    for i, rate in enumerate(lr_list):
        net, params = make_net(num_hiddens, 1)
        rows = train(net, train_iter, test_iter, loss, sweep_epochs, batch_size, params, rate)
        _, _, results[i] = rows[-1]
        print("rate", rate, "accuracy", results[i])
    return results

# %% right_dictionary_first
"""The histories are gathered by rate, and read in the order of the list."""
def sweep_lr(lr_list):
    histories = {}
    for number, lr in enumerate(lr_list):
        net, params = make_net(num_hiddens, 1)
        histories[number] = train(net, train_iter, test_iter, loss, sweep_epochs, batch_size, params, lr)
    return [histories[number][-1][2] for number in range(len(lr_list))]

# %% right_evaluated
"""The networks are evaluated after their training, once more."""
def sweep_lr(lr_list):
    accuracies = []
    for lr in lr_list:
        net, params = make_net(num_hiddens, 1)
        train(net, train_iter, test_iter, loss, sweep_epochs, batch_size, params, lr)
        accuracies.append(evaluate_accuracy(test_iter, net))
    return accuracies

# %% [markdown]
# # Wrong
# ## The learning rate

# %% wrong_rate_ignored
"""The learning rate is always the same: the list has no effect."""
def sweep_lr(lr_list):
    accuracies = []
    for lr in lr_list:
        net, params = make_net(num_hiddens, 1)
        history = train(net, train_iter, test_iter, loss, sweep_epochs, batch_size, params, 0.5)
        accuracies.append(history[-1][2])
    return accuracies

# %% wrong_rate_divided
"""The rate is divided by the batch size, which the step does already."""
def sweep_lr(lr_list):
    accuracies = []
    for lr in lr_list:
        net, params = make_net(num_hiddens, 1)
        history = train(net, train_iter, test_iter, loss, sweep_epochs, batch_size, params, lr / batch_size)
        accuracies.append(history[-1][2])
    return accuracies

# %% wrong_number_for_rate
"""The position in the list is used as the rate."""
def sweep_lr(lr_list):
    accuracies = []
    for lr in range(len(lr_list)):
        net, params = make_net(num_hiddens, 1)
        history = train(net, train_iter, test_iter, loss, sweep_epochs, batch_size, params, lr)
        accuracies.append(history[-1][2])
    return accuracies

# %% [markdown]
# ## Not one result for each rate

# %% wrong_last_left_out
"""The last rate of the list is left out."""
def sweep_lr(lr_list):
    accuracies = []
    for lr in lr_list[:-1]:
        net, params = make_net(num_hiddens, 1)
        history = train(net, train_iter, test_iter, loss, sweep_epochs, batch_size, params, lr)
        accuracies.append(history[-1][2])
    return accuracies

# %% wrong_one_row_for_all
"""Only the result for the last rate is returned; one for each is expected."""
def sweep_lr(lr_list):
    accuracies = []
    for lr in lr_list:
        net, params = make_net(num_hiddens, 1)
        history = train(net, train_iter, test_iter, loss, sweep_epochs, batch_size, params, lr)
        accuracies = [history[-1][2]]
    return accuracies

# %% wrong_best_only
"""Only the best accuracy is returned; one for each rate of the list is expected."""
def sweep_lr(lr_list):
    accuracies = []
    for lr in lr_list:
        net, params = make_net(num_hiddens, 1)
        history = train(net, train_iter, test_iter, loss, sweep_epochs, batch_size, params, lr)
        accuracies.append(history[-1][2])
    return max(accuracies)

# %% wrong_best_rate
"""The rate with the best accuracy is returned; the accuracies are expected."""
def sweep_lr(lr_list):
    accuracies = []
    for lr in lr_list:
        net, params = make_net(num_hiddens, 1)
        history = train(net, train_iter, test_iter, loss, sweep_epochs, batch_size, params, lr)
        accuracies.append(history[-1][2])
    return lr_list[int(np.argmax(accuracies))]

# %% wrong_no_return
"""The results are printed, but the function returns nothing."""
def sweep_lr(lr_list):
    accuracies = []
    for lr in lr_list:
        net, params = make_net(num_hiddens, 1)
        history = train(net, train_iter, test_iter, loss, sweep_epochs, batch_size, params, lr)
        accuracies.append(history[-1][2])
    print(accuracies)

# %% [markdown]
# ## The wrong form of result

# %% wrong_whole_rows
"""Each result is a whole row of the training; one number is expected, the test accuracy."""
def sweep_lr(lr_list):
    accuracies = []
    for lr in lr_list:
        net, params = make_net(num_hiddens, 1)
        history = train(net, train_iter, test_iter, loss, sweep_epochs, batch_size, params, lr)
        accuracies.append(history[-1])
    return accuracies

# %% wrong_whole_histories
"""Each result holds the rows of all epochs; one number is expected, the last test accuracy."""
def sweep_lr(lr_list):
    accuracies = []
    for lr in lr_list:
        net, params = make_net(num_hiddens, 1)
        history = train(net, train_iter, test_iter, loss, sweep_epochs, batch_size, params, lr)
        accuracies.append(history)
    return accuracies

# %% wrong_pairs
"""Each result is a pair of rate and accuracy; the accuracy alone is expected."""
def sweep_lr(lr_list):
    accuracies = []
    for lr in lr_list:
        net, params = make_net(num_hiddens, 1)
        history = train(net, train_iter, test_iter, loss, sweep_epochs, batch_size, params, lr)
        accuracies.append((lr, history[-1][2]))
    return accuracies

# %% wrong_dictionary
"""A dictionary is returned; a list of accuracies is expected, in the order of the list that was passed in."""
def sweep_lr(lr_list):
    accuracies = {}
    for lr in lr_list:
        net, params = make_net(num_hiddens, 1)
        history = train(net, train_iter, test_iter, loss, sweep_epochs, batch_size, params, lr)
        accuracies[lr] = history[-1][2]
    return accuracies

# %% wrong_reversed
"""The results come in the reverse order of the list."""
def sweep_lr(lr_list):
    accuracies = []
    for lr in lr_list:
        net, params = make_net(num_hiddens, 1)
        history = train(net, train_iter, test_iter, loss, sweep_epochs, batch_size, params, lr)
        accuracies.insert(0, history[-1][2])
    return accuracies

# %% wrong_sorted
"""The results are sorted by size; the order of the list is expected."""
def sweep_lr(lr_list):
    accuracies = []
    for lr in lr_list:
        net, params = make_net(num_hiddens, 1)
        history = train(net, train_iter, test_iter, loss, sweep_epochs, batch_size, params, lr)
        accuracies.append(history[-1][2])
    return sorted(accuracies)

# %% [markdown]
# ## Another number

# %% wrong_first_epoch
"""The accuracy is that after the first epoch; the one after the last is expected."""
def sweep_lr(lr_list):
    accuracies = []
    for lr in lr_list:
        net, params = make_net(num_hiddens, 1)
        history = train(net, train_iter, test_iter, loss, sweep_epochs, batch_size, params, lr)
        accuracies.append(history[0][2])
    return accuracies

# %% wrong_train_accuracy
"""The accuracy is that on the training examples; the one on the test examples is expected."""
def sweep_lr(lr_list):
    accuracies = []
    for lr in lr_list:
        net, params = make_net(num_hiddens, 1)
        history = train(net, train_iter, test_iter, loss, sweep_epochs, batch_size, params, lr)
        accuracies.append(history[-1][1])
    return accuracies

# %% wrong_losses
"""The results are losses; accuracies are expected."""
def sweep_lr(lr_list):
    accuracies = []
    for lr in lr_list:
        net, params = make_net(num_hiddens, 1)
        history = train(net, train_iter, test_iter, loss, sweep_epochs, batch_size, params, lr)
        accuracies.append(history[-1][0])
    return accuracies

# %% wrong_percent
"""The accuracies are percentages; fractions between 0 and 1 are expected."""
def sweep_lr(lr_list):
    accuracies = []
    for lr in lr_list:
        net, params = make_net(num_hiddens, 1)
        history = train(net, train_iter, test_iter, loss, sweep_epochs, batch_size, params, lr)
        accuracies.append(100 * history[-1][2])
    return accuracies

# %% [markdown]
# ## The wrong network

# %% wrong_same_net
"""One network is made and trained again and again: each rate should start with a network of its own."""
def sweep_lr(lr_list):
    accuracies = []
    net, params = make_net(num_hiddens, 1)
    for lr in lr_list:
        history = train(net, train_iter, test_iter, loss, sweep_epochs, batch_size, params, lr)
        accuracies.append(history[-1][2])
    return accuracies

# %% wrong_global_net
"""The notebook's own network is trained every time; each rate should start with a new one."""
def sweep_lr(lr_list):
    accuracies = []
    for lr in lr_list:
        history = train(net, train_iter, test_iter, loss, sweep_epochs, batch_size, params, lr)
        accuracies.append(history[-1][2])
    return accuracies

# %% wrong_params_of_global_net
"""The notebook's own parameters are updated: the networks of the sweep never learn."""
def sweep_lr(lr_list):
    accuracies = []
    for lr in lr_list:
        net, _ = make_net(num_hiddens, 1)
        history = train(net, train_iter, test_iter, loss, sweep_epochs, batch_size, params, lr)
        accuracies.append(history[-1][2])
    return accuracies

# %% wrong_half_width
"""The networks are not as wide as the settings say."""
def sweep_lr(lr_list):
    accuracies = []
    for lr in lr_list:
        net, params = make_net(num_hiddens // 2, 1)
        history = train(net, train_iter, test_iter, loss, sweep_epochs, batch_size, params, lr)
        accuracies.append(history[-1][2])
    return accuracies

# %% wrong_two_layers
"""The networks have one hidden layer more than was asked for."""
def sweep_lr(lr_list):
    accuracies = []
    for lr in lr_list:
        net, params = make_net(num_hiddens, 2)
        history = train(net, train_iter, test_iter, loss, sweep_epochs, batch_size, params, lr)
        accuracies.append(history[-1][2])
    return accuracies

# %% [markdown]
# ## The wrong training

# %% wrong_one_epoch_more
"""The networks are trained longer than the settings say."""
def sweep_lr(lr_list):
    accuracies = []
    for lr in lr_list:
        net, params = make_net(num_hiddens, 1)
        history = train(net, train_iter, test_iter, loss, sweep_epochs + 1, batch_size, params, lr)
        accuracies.append(history[-1][2])
    return accuracies

# %% wrong_test_as_training
"""The networks are trained on the test examples, which then can no longer test them."""
def sweep_lr(lr_list):
    accuracies = []
    for lr in lr_list:
        net, params = make_net(num_hiddens, 1)
        history = train(net, test_iter, test_iter, loss, sweep_epochs, batch_size, params, lr)
        accuracies.append(history[-1][2])
    return accuracies

# %% wrong_best_epoch
"""The best test accuracy of all epochs is taken; the one after the last epoch is expected."""
def sweep_lr(lr_list):
    accuracies = []
    for choice in lr_list:
        net, params = make_net(num_hiddens, 1)
        history = train(net, train_iter, test_iter, loss, sweep_epochs, batch_size, params, choice)
        accuracies.append(max(row[2] for row in history))
    return accuracies

# %% wrong_mean_of_epochs
"""The mean of the test accuracies of all epochs is taken; the one after the last epoch is expected."""
def sweep_lr(lr_list):
    accuracies = []
    for choice in lr_list:
        net, params = make_net(num_hiddens, 1)
        history = train(net, train_iter, test_iter, loss, sweep_epochs, batch_size, params, choice)
        accuracies.append(sum(row[2] for row in history) / len(history))
    return accuracies
