# %% [markdown]
# # Right
# ## Other styles

# %% right_loop
"""A loop over the widths."""
def sweep(num_hiddens_list):
    accuracies = []
    for width in num_hiddens_list:
        net, params = make_net(width, 1)
        history = train(net, train_iter, test_iter, loss, sweep_epochs, batch_size, params, 0.5)
        accuracies.append(history[-1][2])
    return accuracies

# %% right_helper
"""A helper for one width, called in a list comprehension."""
def _accuracy_of(width):
    net, params = make_net(width, 1)
    *_, (_, _, accuracy) = train(net, train_iter, test_iter, loss, sweep_epochs, batch_size, params, 0.5)
    return accuracy


def sweep(num_hiddens_list):
    return [_accuracy_of(width) for width in num_hiddens_list]

# %% right_map
"""The same function mapped onto the widths."""
def sweep(num_hiddens_list):
    def last_accuracy(width):
        net, params = make_net(width, 1)
        return train(net, train_iter, test_iter, loss, sweep_epochs, batch_size, params, 0.5)[-1][-1]

    return list(map(last_accuracy, num_hiddens_list))

# %% right_nets_first
"""All networks are made first, and trained after that."""
def sweep(num_hiddens_list):
    nets = [make_net(width, num_layers=1) for width in num_hiddens_list]
    histories = [
        train(net, train_iter, test_iter, loss, sweep_epochs, batch_size, params, 0.5) for net, params in nets
    ]
    return [history[-1][2] for history in histories]

# %% right_keywords
"""All arguments by their names."""
def sweep(num_hiddens_list):
    accuracies = []
    for num_hiddens in num_hiddens_list:
        net, params = make_net(num_hiddens=num_hiddens, num_layers=1)
        history = train(
            net=net,
            train_iter=train_iter,
            test_iter=test_iter,
            loss=loss,
            num_epochs=sweep_epochs,
            batch_size=batch_size,
            params=params,
            lr=0.5,
        )
        accuracies.append(history[-1][2])
    return accuracies

# %% right_by_index
"""A list of the right length, filled place by place."""
def sweep(num_hiddens_list):
    results = [0.0] * len(num_hiddens_list)
    for i in range(len(num_hiddens_list)):
        net, params = make_net(num_hiddens_list[i], 1)
        rows = train(net, train_iter, test_iter, loss, sweep_epochs, batch_size, params, 0.5)
        results[i] = float(rows[len(rows) - 1][2])
        print(num_hiddens_list[i], results[i])
    return results

# %% right_columns
"""The columns of the training's result, of which the last one's end counts."""
def sweep(num_hiddens_list):
    accuracies = []
    for n in num_hiddens_list:
        model, parameters = make_net(n, 1)
        losses, train_accs, test_accs = zip(
            *train(model, train_iter, test_iter, loss, sweep_epochs, batch_size, parameters, 0.5)
        )
        accuracies += [test_accs[-1]]
    return accuracies

# %% right_evaluated
"""The networks are evaluated after their training, once more."""
def sweep(num_hiddens_list):
    accuracies = []
    for width in num_hiddens_list:
        net, params = make_net(width, 1)
        train(net, train_iter, test_iter, loss, sweep_epochs, batch_size, params, 0.5)
        accuracies.append(evaluate_accuracy(test_iter, net))
    return accuracies

# %% [markdown]
# # Wrong
# ## Not one result for each width

# %% wrong_first_only
"""The function returns after the first width; one result for each is expected."""
def sweep(num_hiddens_list):
    accuracies = []
    for width in num_hiddens_list:
        net, params = make_net(width, 1)
        history = train(net, train_iter, test_iter, loss, sweep_epochs, batch_size, params, 0.5)
        accuracies.append(history[-1][2])
        return accuracies

# %% wrong_last_left_out
"""The last width of the list is left out."""
def sweep(num_hiddens_list):
    accuracies = []
    for width in num_hiddens_list[:-1]:
        net, params = make_net(width, 1)
        history = train(net, train_iter, test_iter, loss, sweep_epochs, batch_size, params, 0.5)
        accuracies.append(history[-1][2])
    return accuracies

# %% wrong_one_row_for_all
"""Only the result for the last width is returned; one for each is expected."""
def sweep(num_hiddens_list):
    accuracies = []
    for width in num_hiddens_list:
        net, params = make_net(width, 1)
        history = train(net, train_iter, test_iter, loss, sweep_epochs, batch_size, params, 0.5)
        accuracies = [history[-1][2]]
    return accuracies

# %% wrong_best_only
"""Only the best accuracy is returned; one for each width of the list is expected."""
def sweep(num_hiddens_list):
    accuracies = []
    for width in num_hiddens_list:
        net, params = make_net(width, 1)
        history = train(net, train_iter, test_iter, loss, sweep_epochs, batch_size, params, 0.5)
        accuracies.append(history[-1][2])
    return max(accuracies)

# %% wrong_best_width
"""The width with the best accuracy is returned; the accuracies are expected."""
def sweep(num_hiddens_list):
    accuracies = []
    for width in num_hiddens_list:
        net, params = make_net(width, 1)
        history = train(net, train_iter, test_iter, loss, sweep_epochs, batch_size, params, 0.5)
        accuracies.append(history[-1][2])
    return num_hiddens_list[int(np.argmax(accuracies))]

# %% wrong_no_return
"""The results are printed, but the function returns nothing."""
def sweep(num_hiddens_list):
    accuracies = []
    for width in num_hiddens_list:
        net, params = make_net(width, 1)
        history = train(net, train_iter, test_iter, loss, sweep_epochs, batch_size, params, 0.5)
        accuracies.append(history[-1][2])
    print(accuracies)

# %% [markdown]
# ## The wrong form of result

# %% wrong_whole_rows
"""Each result is a whole row of the training; one number is expected, the test accuracy."""
def sweep(num_hiddens_list):
    accuracies = []
    for width in num_hiddens_list:
        net, params = make_net(width, 1)
        history = train(net, train_iter, test_iter, loss, sweep_epochs, batch_size, params, 0.5)
        accuracies.append(history[-1])
    return accuracies

# %% wrong_whole_histories
"""Each result holds the rows of all epochs; one number is expected, the last test accuracy."""
def sweep(num_hiddens_list):
    accuracies = []
    for width in num_hiddens_list:
        net, params = make_net(width, 1)
        history = train(net, train_iter, test_iter, loss, sweep_epochs, batch_size, params, 0.5)
        accuracies.append(history)
    return accuracies

# %% wrong_pairs
"""Each result is a pair of width and accuracy; the accuracy alone is expected."""
def sweep(num_hiddens_list):
    accuracies = []
    for width in num_hiddens_list:
        net, params = make_net(width, 1)
        history = train(net, train_iter, test_iter, loss, sweep_epochs, batch_size, params, 0.5)
        accuracies.append((width, history[-1][2]))
    return accuracies

# %% wrong_dictionary
"""A dictionary is returned; a list of accuracies is expected, in the order of the list that was passed in."""
def sweep(num_hiddens_list):
    accuracies = {}
    for width in num_hiddens_list:
        net, params = make_net(width, 1)
        history = train(net, train_iter, test_iter, loss, sweep_epochs, batch_size, params, 0.5)
        accuracies[width] = history[-1][2]
    return accuracies

# %% wrong_reversed
"""The results come in the reverse order of the list."""
def sweep(num_hiddens_list):
    accuracies = []
    for width in num_hiddens_list:
        net, params = make_net(width, 1)
        history = train(net, train_iter, test_iter, loss, sweep_epochs, batch_size, params, 0.5)
        accuracies.insert(0, history[-1][2])
    return accuracies

# %% wrong_sorted
"""The results are sorted by size; the order of the list is expected."""
def sweep(num_hiddens_list):
    accuracies = []
    for width in num_hiddens_list:
        net, params = make_net(width, 1)
        history = train(net, train_iter, test_iter, loss, sweep_epochs, batch_size, params, 0.5)
        accuracies.append(history[-1][2])
    return sorted(accuracies)

# %% [markdown]
# ## Another number

# %% wrong_first_epoch
"""The accuracy is that after the first epoch; the one after the last is expected."""
def sweep(num_hiddens_list):
    accuracies = []
    for width in num_hiddens_list:
        net, params = make_net(width, 1)
        history = train(net, train_iter, test_iter, loss, sweep_epochs, batch_size, params, 0.5)
        accuracies.append(history[0][2])
    return accuracies

# %% wrong_train_accuracy
"""The accuracy is that on the training examples; the one on the test examples is expected."""
def sweep(num_hiddens_list):
    accuracies = []
    for width in num_hiddens_list:
        net, params = make_net(width, 1)
        history = train(net, train_iter, test_iter, loss, sweep_epochs, batch_size, params, 0.5)
        accuracies.append(history[-1][1])
    return accuracies

# %% wrong_losses
"""The results are losses; accuracies are expected."""
def sweep(num_hiddens_list):
    accuracies = []
    for width in num_hiddens_list:
        net, params = make_net(width, 1)
        history = train(net, train_iter, test_iter, loss, sweep_epochs, batch_size, params, 0.5)
        accuracies.append(history[-1][0])
    return accuracies

# %% wrong_percent
"""The accuracies are percentages; fractions between 0 and 1 are expected."""
def sweep(num_hiddens_list):
    accuracies = []
    for width in num_hiddens_list:
        net, params = make_net(width, 1)
        history = train(net, train_iter, test_iter, loss, sweep_epochs, batch_size, params, 0.5)
        accuracies.append(100 * history[-1][2])
    return accuracies

# %% [markdown]
# ## The wrong network

# %% wrong_same_net
"""One network is made and trained again and again: each width should start with a network of its own."""
def sweep(num_hiddens_list):
    accuracies = []
    net, params = make_net(num_hiddens_list[0], 1)
    for width in num_hiddens_list:
        history = train(net, train_iter, test_iter, loss, sweep_epochs, batch_size, params, 0.5)
        accuracies.append(history[-1][2])
    return accuracies

# %% wrong_global_net
"""The notebook's own network is trained every time, whatever the width."""
def sweep(num_hiddens_list):
    accuracies = []
    for width in num_hiddens_list:
        history = train(net, train_iter, test_iter, loss, sweep_epochs, batch_size, params, 0.5)
        accuracies.append(history[-1][2])
    return accuracies

# %% wrong_params_of_global_net
"""The notebook's own parameters are updated: the networks of the sweep never learn."""
def sweep(num_hiddens_list):
    accuracies = []
    for width in num_hiddens_list:
        net, _ = make_net(width, 1)
        history = train(net, train_iter, test_iter, loss, sweep_epochs, batch_size, params, 0.5)
        accuracies.append(history[-1][2])
    return accuracies

# %% wrong_widths_ignored
"""The width is always that of the settings: the caller's choice has no effect."""
def sweep(num_hiddens_list):
    accuracies = []
    for width in num_hiddens_list:
        net, params = make_net(num_hiddens, 1)
        history = train(net, train_iter, test_iter, loss, sweep_epochs, batch_size, params, 0.5)
        accuracies.append(history[-1][2])
    return accuracies

# %% wrong_linear
"""The networks have no hidden layer: the width does not matter to them."""
def sweep(num_hiddens_list):
    accuracies = []
    for width in num_hiddens_list:
        net, params = make_net(width, 0)
        history = train(net, train_iter, test_iter, loss, sweep_epochs, batch_size, params, 0.5)
        accuracies.append(history[-1][2])
    return accuracies

# %% wrong_two_layers
"""The networks have one hidden layer more than was asked for."""
def sweep(num_hiddens_list):
    accuracies = []
    for width in num_hiddens_list:
        net, params = make_net(width, 2)
        history = train(net, train_iter, test_iter, loss, sweep_epochs, batch_size, params, 0.5)
        accuracies.append(history[-1][2])
    return accuracies

# %% [markdown]
# ## The wrong training

# %% wrong_learning_rate
"""The learning rate is not the one asked for."""
def sweep(num_hiddens_list):
    accuracies = []
    for width in num_hiddens_list:
        net, params = make_net(width, 1)
        history = train(net, train_iter, test_iter, loss, sweep_epochs, batch_size, params, 0.1)
        accuracies.append(history[-1][2])
    return accuracies

# %% wrong_one_epoch_more
"""The networks are trained longer than the settings say."""
def sweep(num_hiddens_list):
    accuracies = []
    for width in num_hiddens_list:
        net, params = make_net(width, 1)
        history = train(net, train_iter, test_iter, loss, sweep_epochs + 1, batch_size, params, 0.5)
        accuracies.append(history[-1][2])
    return accuracies

# %% wrong_test_as_training
"""The networks are trained on the test examples, which then can no longer test them."""
def sweep(num_hiddens_list):
    accuracies = []
    for width in num_hiddens_list:
        net, params = make_net(width, 1)
        history = train(net, test_iter, test_iter, loss, sweep_epochs, batch_size, params, 0.5)
        accuracies.append(history[-1][2])
    return accuracies

# %% wrong_best_epoch
"""The best test accuracy of all epochs is taken; the one after the last epoch is expected."""
def sweep(num_hiddens_list):
    accuracies = []
    for choice in num_hiddens_list:
        net, params = make_net(choice, 1)
        history = train(net, train_iter, test_iter, loss, sweep_epochs, batch_size, params, sweep_lr_default)
        accuracies.append(max(row[2] for row in history))
    return accuracies

# %% wrong_mean_of_epochs
"""The mean of the test accuracies of all epochs is taken; the one after the last epoch is expected."""
def sweep(num_hiddens_list):
    accuracies = []
    for choice in num_hiddens_list:
        net, params = make_net(choice, 1)
        history = train(net, train_iter, test_iter, loss, sweep_epochs, batch_size, params, sweep_lr_default)
        accuracies.append(sum(row[2] for row in history) / len(history))
    return accuracies
